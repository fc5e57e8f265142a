/** Whether the entries of a draw, line by line, are those below its root. */

import { hex, sha256, unhex, utf8 } from './bytes.js'
import { finding, type Finding } from './findings.js'
import { lines, type Chunks } from './lines.js'
import type { Published } from './published.js'
import { TICKET } from './shapes.js'
import { leaf, Tree } from './trees.js'

export interface Entry {
  no: number
  serial: number
  ticket: string
  commitment: string
}

const LINE_MOST_BYTES = 256
const COUNT = '[1-9][0-9]{0,14}'
const LINE = new RegExp(
  `^\\{"commitment":"([0-9a-f]{64})","no":(${COUNT}),"serial":(${COUNT}),"ticket":"(${TICKET})"\\}\n$`,
)
// Each byte one letter: what is beyond ASCII matches nothing.
const letters = new TextDecoder('latin1')

/**
 * The entries as they go by once: of them only those are kept that are asked for. Beside these
 * it holds 8 bytes for each entry, to tell whether a ticket comes twice.
 */
export class Roster {
  readonly byNo = new Map<number, Entry>()
  readonly bySerial = new Map<number, Entry>()
  readonly #draw: Published
  readonly #serials: ReadonlySet<number>
  readonly #wanted: ReadonlySet<number>
  readonly #tree = new Tree()
  #tickets = new BigUint64Array(1024)
  #before = 0

  constructor(draw: Published, serials: ReadonlySet<number>) {
    this.#draw = draw
    this.#serials = serials
    this.#wanted = new Set(draw.plain.winners.map(winner => winner.no))
  }

  /** What is wrong with the entries; at a line that is wrong it ends. */
  async read(chunks: Chunks): Promise<Finding[]> {
    for await (const batch of lines(chunks, LINE_MOST_BYTES)) {
      for (const line of batch) {
        const broken = this.#take(line)
        if (broken) return [broken]
      }
    }
    return [...this.#whole()]
  }

  #take(line: Uint8Array): Finding | undefined {
    const place = this.#tree.n + 1
    const entry = line.length > LINE_MOST_BYTES ? undefined : entryOf(letters.decode(line))
    if (!entry) return finding('ENTRIES_UNREADABLE', `line ${place}`)
    if (entry.no !== place) return finding('ENTRIES_NUMBERING', `line ${place}: ${entry.no}`)
    const isTeams = this.#draw.plain.scope === 'TEAM'
    if (entry.serial <= this.#before || (isTeams && entry.serial !== place)) {
      return finding('ENTRIES_SERIAL', `line ${place}: ${entry.serial}`)
    }
    this.#before = entry.serial
    this.#keep(entry)
    this.#tree.add(leaf(entry.no, entry.ticket, unhex(entry.commitment)))
    return undefined
  }

  #keep(entry: Entry): void {
    const at = this.#tree.n
    if (at === this.#tickets.length) {
      const larger = new BigUint64Array(2 * at)
      larger.set(this.#tickets)
      this.#tickets = larger
    }
    const digest = sha256(utf8(entry.ticket))
    this.#tickets[at] = new DataView(digest.buffer, digest.byteOffset).getBigUint64(0)
    if (this.#wanted.has(entry.no)) this.byNo.set(entry.no, entry)
    if (this.#serials.has(entry.serial)) this.bySerial.set(entry.serial, entry)
  }

  *#whole(): Generator<Finding, void> {
    const { plain } = this.#draw
    const root = this.#tree.root()
    if (this.#tree.n !== plain.n) yield finding('ENTRIES_COUNT', `${this.#tree.n} of ${plain.n}`)
    if (!root || hex(root) !== plain.root) yield finding('ROOT_WRONG', root ? hex(root) : 'none')
    const tickets = this.#tickets.subarray(0, this.#tree.n).sort()
    if (tickets.some((ticket, at) => at > 0 && ticket === tickets[at - 1])) {
      yield finding('ENTRIES_TICKET_TWICE', '')
    }
    for (const winner of plain.winners) {
      const entry = this.byNo.get(winner.no)
      const isSame =
        entry?.serial === winner.serial &&
        entry.ticket === winner.ticket &&
        entry.commitment === winner.commitment
      if (!isSame) yield finding('WINNER_DIFFERS', `prize ${winner.prize}`)
    }
  }
}

function entryOf(line: string): Entry | undefined {
  const match = LINE.exec(line)
  if (!match) return undefined
  const [, commitment, no, serial, ticket] = match as unknown as [string, string, string, string, string]
  return { no: Number(no), serial: Number(serial), ticket, commitment }
}
