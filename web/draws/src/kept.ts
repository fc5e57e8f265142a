/** Whether receipts that others kept agree with what was published. */

import { hex, sha256, unhex, utf8 } from './bytes.js'
import { finding, type Finding } from './findings.js'
import { canonical } from './json.js'
import { lines, type Chunks } from './lines.js'
import { publicKey, type Published } from './published.js'
import type { Entry } from './roster.js'
import { LOCK_FORMAT, readSigned, type EntryReceipt, type LockReceipt, type Signed } from './shapes.js'
import { keyId, verifySignature } from './signatures.js'
import { leaf } from './trees.js'

const RECEIPT_MOST_BYTES = 65_536
const FEED = 10

/** Signed receipts as they are read, one a line; those that stood every test so far. */
export class Kept {
  readonly entries: [place: number, receipt: EntryReceipt][] = []
  locks = 0
  readonly #draw: Published

  constructor(draw: Published) {
    this.#draw = draw
  }

  get serials(): ReadonlySet<number> {
    return new Set(this.entries.map(([, receipt]) => receipt.serial))
  }

  /** What is wrong with receipts, seen beside the header alone. */
  async read(chunks: Chunks): Promise<Finding[]> {
    const found: Finding[] = []
    let place = 0
    for await (const batch of lines(chunks, RECEIPT_MOST_BYTES)) {
      for (const line of batch) found.push(...this.#one(++place, line))
    }
    return found
  }

  /** Which receipts do not agree with the entries of their serials. */
  *beside(entries: ReadonlyMap<number, Entry>): Generator<Finding, void> {
    for (const [place, receipt] of this.entries) {
      const entry = entries.get(receipt.serial)
      if (!entry) {
        yield finding('RECEIPT_NOT_ENTERED', `receipt ${place}: serial ${receipt.serial}`)
      } else if (entry.ticket !== receipt.ticket || entry.commitment !== receipt.commitment) {
        yield finding('RECEIPT_DIFFERS', `receipt ${place}: serial ${receipt.serial}`)
      }
    }
  }

  *#one(place: number, line: Uint8Array): Generator<Finding, void> {
    let told: Signed
    try {
      told = readSigned(line.at(-1) === FEED ? line.subarray(0, -1) : line)
    } catch {
      yield finding('RECEIPT_UNREADABLE', `receipt ${place}`)
      return
    }
    if (!this.#isSigned(told)) yield finding('RECEIPT_SIGNATURE_WRONG', `receipt ${place}`)
    else if (told.receipt.format === LOCK_FORMAT) yield* this.#lock(place, told.receipt)
    else yield* this.#entry(place, told.receipt)
  }

  #isSigned({ receipt, signature, key_id }: Signed): boolean {
    const key = publicKey(this.#draw)
    const message = utf8(canonical(receipt))
    return key_id === keyId(key) && verifySignature(key, message, unhex(signature))
  }

  *#lock(place: number, receipt: LockReceipt): Generator<Finding, void> {
    const ours = this.#draw.plain.lock.receipt
    const text = canonical(receipt)
    if (receipt.draw === this.#draw.plain.draw) {
      if (text !== canonical(ours)) yield finding('LOCK_RECEIPT_DIFFERS', `receipt ${place}`)
      this.locks++
    } else if (hex(sha256(utf8(text))) !== ours.previous_hash) {
      // Whoever watched the draw before this one holds the receipt that this one names.
      yield finding('RECEIPT_OTHER_DRAW', `receipt ${place}`)
    }
  }

  *#entry(place: number, receipt: EntryReceipt): Generator<Finding, void> {
    const { plain } = this.#draw
    if (receipt.draw !== plain.draw) {
      yield finding('RECEIPT_OTHER_DRAW', `receipt ${place}`)
      return
    }
    if (receipt.paid_at > plain.frozen_at) yield finding('RECEIPT_LATE', `receipt ${place}`)
    if (receipt.rules_hash !== plain.rules_hash) {
      yield finding('RECEIPT_RULES_WRONG', `receipt ${place}`)
    }
    const { commitment, chain_hash } = plain.lock.receipt
    if (receipt.pledge !== (commitment ?? chain_hash)) {
      yield finding('RECEIPT_PLEDGE_WRONG', `receipt ${place}`)
    }
    const promised = plain.scope === 'TEAM' ? leafOf(receipt) : null
    if (receipt.leaf !== promised) yield finding('RECEIPT_LEAF_WRONG', `receipt ${place}`)
    this.entries.push([place, receipt])
  }
}

const leafOf = ({ serial, ticket, commitment }: EntryReceipt): string =>
  hex(leaf(serial, ticket, unhex(commitment)))
