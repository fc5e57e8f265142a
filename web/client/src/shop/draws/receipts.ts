/** Receipts kept on this device: what was signed once cannot be said otherwise later. */

const PREFIX = 'kaituan:receipts:'
const MOST = 60

export interface KeptReceipts {
  /** Every lock receipt that came for the draw; a second one is a fraud that can be proved. */
  locks: string[]
  entries: string[]
  at: number
}

const NONE: KeptReceipts = { locks: [], entries: [], at: 0 }

export function keptReceipts(uuid: string): KeptReceipts {
  try {
    return { ...NONE, ...(JSON.parse(localStorage.getItem(PREFIX + uuid) ?? '{}') as Partial<KeptReceipts>) }
  } catch {
    return NONE
  }
}

const joined = (known: string[], told: string[]) => [...new Set([...known, ...told])].slice(0, 21)

/** Keeps the lines beside those kept before, and returns all; the oldest draws of too many go. */
export function keepReceipts(uuid: string, lines: { lock: string | null; entries: string[] }, at: number): KeptReceipts {
  const before = keptReceipts(uuid)
  const kept: KeptReceipts = {
    locks: joined(before.locks, lines.lock === null ? [] : [lines.lock]),
    entries: joined(before.entries, lines.entries),
    at,
  }
  if (kept.locks.length + kept.entries.length === 0) return kept
  try {
    localStorage.setItem(PREFIX + uuid, JSON.stringify(kept))
    const all = Object.keys(localStorage).filter(key => key.startsWith(PREFIX))
    const age = (key: string) => keptReceipts(key.slice(PREFIX.length)).at
    if (all.length > MOST) all.sort((a, b) => age(a) - age(b)).slice(0, all.length - MOST).forEach(key => localStorage.removeItem(key))
  } catch {
    // Without a store they are kept for this page alone.
  }
  return kept
}

/** All of them as a file, a line each, as verifiers read it. */
export function receiptsFile(kept: KeptReceipts): string {
  return [...kept.locks, ...kept.entries].map(line => `${line}\n`).join('')
}
