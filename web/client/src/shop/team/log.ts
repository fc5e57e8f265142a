/** What happened in a team, as lines: the newest first, each once. */

import type { TeamNow } from './stance'

export type Entry = TeamNow['activity']['nodes'][number]

const MOST = 60

/** Both, the newest first; of two words about one thing the later one holds. */
export function merged(known: Entry[], told: Entry[]): Entry[] {
  const all = new Map(known.map(entry => [entry.id, entry]))
  for (const entry of told) all.set(entry.id, entry)
  return [...all.values()].sort((a, b) => Date.parse(b.happenedAt) - Date.parse(a.happenedAt) || rank(b) - rank(a)).slice(0, MOST)
}

// Of one moment: a seat is paid before the team forms.
const ORDER: Entry['kind'][] = ['OPENED', 'SEAT_HELD', 'SEAT_RELEASED', 'SEAT_FILLED', 'FORMED', 'DRAW_LOCKED', 'DRAW_PUBLISHED']

function rank(entry: Entry): number {
  const place = ORDER.indexOf(entry.kind)
  return place < 0 ? ORDER.length : place
}

/** What is worth a line: a seat that was held and since paid or freed is told by that. */
export function lines(entries: Entry[], nowMs: number): Entry[] {
  return entries.filter(entry => entry.kind !== 'SEAT_HELD' || (entry.heldUntil !== null && Date.parse(entry.heldUntil) > nowMs))
}

/** Seats paid since the version that was known before, the first first: what is read aloud. */
export function newlyPaid(before: Entry[], after: Entry[]): Entry[] {
  const known = new Set(before.map(entry => entry.id))
  return after.filter(entry => entry.kind === 'SEAT_FILLED' && !known.has(entry.id)).reverse()
}

/** How long ago, as one of a few phrases with its count. */
export function agoOf(iso: string, nowMs: number): { key: 'now' | 'seconds' | 'minutes' | 'hours' | 'days'; n: number } {
  const past = Math.max(0, Math.floor((nowMs - Date.parse(iso)) / 1000))
  if (past < 10) return { key: 'now', n: 0 }
  if (past < 60) return { key: 'seconds', n: past }
  if (past < 3600) return { key: 'minutes', n: Math.floor(past / 60) }
  if (past < 86_400) return { key: 'hours', n: Math.floor(past / 3600) }
  return { key: 'days', n: Math.floor(past / 86_400) }
}
