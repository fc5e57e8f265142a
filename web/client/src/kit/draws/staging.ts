/** What a draw shows at an instant, from what the server told and its clock: nothing here is guessed. */

import type { DrawStage } from 'schema'

/** What one payload says, of an event (`drawStage`) or of the draw itself. */
export interface Told {
  version: number
  stage: DrawStage
  revealed: number
  prizes: number | null
  firstRevealAt: string | null
  revealStepMs: number | null
  /** When nobody could enter any more, though it is not locked yet: its team is full, its campaign over. */
  closedAt?: string | null
}

/** A scene names its look; the numbers beside it are all that the look needs. */
export type Scene =
  | { name: 'SCHEDULED' }
  /** Nobody enters any more; entries are being numbered and signed. */
  | { name: 'CLOSING' }
  | { name: 'LOCKED'; secondsLeft: number }
  | { name: 'COUNTDOWN'; digit: number }
  /** `dueAt` is when winner `shown + 1` comes; null once all were shown and the file is made. */
  | { name: 'REVEALING'; shown: number; of: number; dueAt: number | null }
  | { name: 'PUBLISHED'; of: number }
  | { name: 'VOID' }
  | { name: 'NOT_HELD' }
  /** Its time passed and nothing came. */
  | { name: 'DELAYED'; awaited: Awaited; since: number; shown: number; of: number }
  /** The page cannot hear: what was fixed stays fixed, and is shown as soon as it can. */
  | { name: 'FROZEN'; shown: number; of: number }

export type Awaited = 'LOCK' | 'FIRST' | 'NEXT' | 'FILE'

/** One highlight goes round before each winner, this long at most. */
export const TRAVEL_MS = 1800
export const COUNT_FROM = 10
/** So late may a winner be heard of before the page says that it is late. */
const GRACE_MS = 3000
const LOCK_GRACE_MS = 60_000
const FILE_GRACE_MS = 15_000

/** How the page hears: not at all, or so much later than things happen. */
export interface Hearing {
  hears: boolean
  lagMs: number
}

const AT_ONCE: Hearing = { hears: true, lagMs: 0 }

/** Returns what to show at `now`, in the server's milliseconds. */
export function sceneAt(told: Told, now: number, hearing: Hearing = AT_ONCE): Scene {
  const of = told.prizes ?? 0
  switch (told.stage) {
    case 'PUBLISHED':
      return { name: 'PUBLISHED', of }
    case 'VOID':
    case 'NOT_HELD':
      return { name: told.stage }
    case 'SCHEDULED':
      return scheduled(told, now, of)
    default:
      return timed(told, now, hearing, of)
  }
}

function scheduled(told: Told, now: number, of: number): Scene {
  const closed = instant(told.closedAt)
  if (closed === null || now < closed) return { name: 'SCHEDULED' }
  const late = now > closed + LOCK_GRACE_MS
  return late ? { name: 'DELAYED', awaited: 'LOCK', since: closed, shown: 0, of } : { name: 'CLOSING' }
}

function timed(told: Told, now: number, hearing: Hearing, of: number): Scene {
  const shown = told.revealed
  const due = dueAt(told, shown + 1)
  if (due === null) return { name: 'LOCKED', secondsLeft: 0 }
  const late = now - due
  if (late >= 0 && !hearing.hears) return { name: 'FROZEN', shown, of }
  if (late > (shown < of ? GRACE_MS : FILE_GRACE_MS) + hearing.lagMs) {
    return { name: 'DELAYED', awaited: shown === 0 ? 'FIRST' : shown < of ? 'NEXT' : 'FILE', since: due, shown, of }
  }
  if (shown > 0 || late >= 0) return { name: 'REVEALING', shown, of, dueAt: shown < of ? due : null }
  const left = Math.ceil(-late / 1000)
  // Once the server counts, nothing goes back, whatever a clock that is set anew says.
  if (left > COUNT_FROM && told.stage === 'LOCKED') return { name: 'LOCKED', secondsLeft: left }
  return { name: 'COUNTDOWN', digit: Math.min(Math.max(left, 1), COUNT_FROM) }
}

/** When prize `prize` is shown to everybody, in the server's milliseconds; null before the lock.
 *
 * One behind the last is when the file may be published. */
export function dueAt(told: Told, prize: number): number | null {
  const first = instant(told.firstRevealAt)
  return first === null ? null : first + (prize - 1) * (told.revealStepMs ?? TRAVEL_MS)
}

/** After a landing the highlight rests, so that eyes find who it was. */
export const REST_MS = 600
/** Fewer than this, and a highlight that goes round would only flicker. */
const SHORTEST_TRAVEL_MS = 900
const LAPS = 2
/** The share of its first speed that it keeps: who it stops at is not known before it is there. */
const KEPT_SPEED = 0.12

/** How far the highlight went round by `now`, in rounds; null when it does not go.
 *
 * It slows down until the next winner is due and creeps on from there until they come.
 * It starts 1.8 s before, a step at most, and not before `rested`. */
export function travelled(told: Told, now: number, rested = -Infinity): number | null {
  const due = told.revealed < (told.prizes ?? 0) ? dueAt(told, told.revealed + 1) : null
  if (due === null) return null
  const start = Math.max(due - Math.min(told.revealStepMs ?? TRAVEL_MS, TRAVEL_MS), rested)
  const long = due - start
  if (long < SHORTEST_TRAVEL_MS || now < start || now > due + GRACE_MS) return null
  const part = (now - start) / long
  if (part >= 1) return LAPS + LAPS * KEPT_SPEED * (part - 1)
  return LAPS * (KEPT_SPEED * part + (1 - KEPT_SPEED) * (1 - (1 - part) ** 3))
}

/** Where on the ring the highlight is, from 0 (twelve) to 1, having started at `from`. */
export function placeOnRing(from: number, rounds: number): number {
  return (((from + rounds) % 1) + 1) % 1
}

export const LANDING_MS = 240

/** Where it is `sinceMs` after the winner at `to` was heard of, when it was at `from`: on clockwise, and there. */
export function landing(from: number, to: number, sinceMs: number): number {
  if (sinceMs >= LANDING_MS) return to
  const way = placeOnRing(to, -from)
  return placeOnRing(from, way * (1 - (1 - sinceMs / LANDING_MS) ** 3))
}

/** How winners are laid out: cards, a grid of small ones, or a wall of the smallest. */
export type Layout = 'cards' | 'grid' | 'wall'

export function layoutOf(prizes: number): Layout {
  if (prizes <= 12) return 'cards'
  return prizes <= 60 ? 'grid' : 'wall'
}

function instant(iso: string | null | undefined): number | null {
  return iso ? Date.parse(iso) : null
}
