/** What was said, in order and once, with what is on its way below. */

export interface Said {
  number: number
  clientId: string | null
}

/** Something of one's own that the server did not confirm yet. */
export interface Pending {
  clientId: string
  text: string
  pictureIds: string[]
  card: { kind: 'ORDER' | 'CAMPAIGN'; id: string } | null
  state: 'sending' | 'failed'
}

/** Lays what came over what is known: by number, each once, ascending. */
export function joined<Line extends Said>(known: Line[], came: Line[]): Line[] {
  const byNumber = new Map(known.map(line => [line.number, line]))
  came.forEach(line => byNumber.set(line.number, line))
  return [...byNumber.values()].sort((a, b) => a.number - b.number)
}

/** What is still on its way once these were said. */
export function unsaid(pending: Pending[], said: Said[]): Pending[] {
  const there = new Set(said.map(line => line.clientId))
  return pending.filter(each => !there.has(each.clientId))
}
