/** Whether a published draw holds: its file, its entries, and what others kept of it. */

import * as checking from './checking.js'
import { finding, type Finding } from './findings.js'
import { Kept } from './kept.js'
import type { Chunks } from './lines.js'
import { published, type Trust } from './published.js'
import { Roster } from './roster.js'
import { Misshapen, NotCanonical, readHeader, type Header } from './shapes.js'
import { proved, unproved, type Proved, type Unproved } from './verdicts.js'
import { winners } from './winning.js'

export interface Beside {
  /** The entries file, as it arrives. */
  entries?: Chunks
  /** Signed receipts, one a line. */
  receipts?: Chunks
  trust?: Trust
}

/** What was found; what was proved if nothing was; and what no file can prove. */
export interface Verdict {
  /** The header, of which nothing is to be believed where something was found. */
  header: Header | undefined
  findings: Finding[]
  proved: Proved[]
  unproved: Unproved[]
}

/** What is wrong with a published draw, or what it proves and what it does not; fetches nothing. */
export async function verify(file: Uint8Array, beside: Beside = {}): Promise<Verdict> {
  const plain = read(file)
  if ('code' in plain) return { header: undefined, findings: [plain], proved: [], unproved: [] }
  const draw = await published(plain, beside.trust ?? {})
  const findings = [...checking.parts(draw)]
  if (findings.length) return { header: plain, findings, proved: [], unproved: [] }
  findings.push(
    ...checking.lock(draw),
    ...checking.chance(draw),
    ...checking.timetable(draw),
    ...winners(draw),
    ...checking.nothing(draw),
  )
  const kept = new Kept(draw)
  if (beside.receipts) findings.push(...(await kept.read(beside.receipts)))
  if (beside.entries) {
    const roster = new Roster(draw, kept.serials)
    const found = await roster.read(beside.entries)
    // Of entries that are not those of the draw nothing is said about a receipt.
    findings.push(...(found.length ? found : kept.beside(roster.bySerial)))
  }
  const seen = { entries: !!beside.entries, receipts: kept.entries.length, locks: kept.locks }
  return {
    header: plain,
    findings,
    proved: findings.length ? [] : proved(draw, seen),
    unproved: unproved(draw, seen),
  }
}

function read(file: Uint8Array): Header | Finding {
  try {
    return readHeader(file)
  } catch (wrong) {
    if (wrong instanceof Misshapen) return finding('FILE_SHAPE_WRONG', wrong.message)
    if (wrong instanceof NotCanonical) return finding('FILE_NOT_CANONICAL', wrong.message)
    return finding('FILE_UNREADABLE', 'no JSON')
  }
}
