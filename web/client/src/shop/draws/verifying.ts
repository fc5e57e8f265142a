/** What the check of a draw's files is asked, and what it says; the check itself runs in a worker. */

type Both = readonly [zh: string, en: string]

export interface Said {
  code: string
  words: Both
  /** The place or the sentence that it is about. */
  detail: string
}

export interface Verdict {
  findings: Said[]
  proved: Said[]
  unproved: Said[]
  entries: number
  winners: { prize: number; ticket: string }[]
}

export interface Check {
  file: string
  entriesFile: string
  /** Signed receipts, one a line. */
  receipts: string
  /** Changes one digit of the entry in the middle before it is read: the check must notice. */
  alter: boolean
}

export type Report =
  | { kind: 'progress'; read: number; of: number }
  | { kind: 'done'; verdict: Verdict; altered: number | null }
  | { kind: 'failed'; why: 'unreachable' | 'absent' }

const FEED = 10
/** `{"commitment":"` comes before the first digit of every line. */
const DIGIT_AT = 15

/** The bytes as they are, telling how many lines went by. */
export async function* counted(chunks: AsyncIterable<Uint8Array>, tell: (lines: number) => void): AsyncGenerator<Uint8Array> {
  let lines = 0
  for await (const chunk of chunks) {
    for (let at = chunk.indexOf(FEED); at >= 0; at = chunk.indexOf(FEED, at + 1)) lines++
    tell(lines)
    yield chunk
  }
}

/** The bytes with one digit of line `line` (from 1) changed. */
export async function* altered(chunks: AsyncIterable<Uint8Array>, line: number): AsyncGenerator<Uint8Array> {
  let before = 0
  let feeds = 0
  let digit = line === 1 ? DIGIT_AT : -1
  for await (const original of chunks) {
    const chunk = original.slice()
    for (let at = chunk.indexOf(FEED); at >= 0 && digit < 0; at = chunk.indexOf(FEED, at + 1)) {
      if (++feeds === line - 1) digit = before + at + 1 + DIGIT_AT
    }
    const here = digit - before
    if (digit >= 0 && here >= 0 && here < chunk.length) chunk[here] = chunk[here] === 0x30 ? 0x31 : 0x30
    before += chunk.length
    yield chunk
  }
}

/** The prizes whose winners the page shows otherwise than the file tells. */
export function shownOtherwise(file: Verdict['winners'], shown: readonly { prize: number; ticket: string }[]): number[] {
  const told = new Map(file.map(winner => [winner.prize, winner.ticket]))
  const wrong = shown.filter(winner => told.get(winner.prize) !== winner.ticket).map(winner => winner.prize)
  const missing = file.length > shown.length ? file.slice(shown.length).map(winner => winner.prize) : []
  return [...new Set([...wrong, ...missing])]
}
