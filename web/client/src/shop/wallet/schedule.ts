/** How a shopping fund is released, as a row of bars over its dates. */

export interface Part {
  k: number
  dueAt: string
  releasedAt: string | null
  amount: { fen: string }
}

export interface Bar {
  k: number
  /** How tall, of 100: the tallest part is 100, none is under 12. */
  height: number
  state: 'released' | 'next' | 'locked'
}

/** The parts as bars; the first that is not released is `next`. */
export function barsOf(parts: Part[]): Bar[] {
  const most = parts.reduce((top, part) => (BigInt(part.amount.fen) > top ? BigInt(part.amount.fen) : top), 1n)
  const next = parts.find(part => part.releasedAt === null)?.k
  return parts.map(part => ({
    k: part.k,
    height: Math.max(12, Number((BigInt(part.amount.fen) * 100n) / most)),
    state: part.releasedAt !== null ? 'released' : part.k === next ? 'next' : 'locked',
  }))
}
