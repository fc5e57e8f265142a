/** How well the page hears the server, as one state for all its lines. */

import { computed, reactive, readonly } from 'vue'
import { clock, useNow } from '../time/clock'

/** `quiet`: lost for less than 3 s, nothing is said. `degraded`: lost for over two minutes. */
export type Health = 'live' | 'quiet' | 'retrying' | 'stale' | 'degraded'

export const QUIET_MS = 3000
export const STALE_MS = 15_000
export const DEGRADED_MS = 120_000

const state = reactive({
  /** How many lines are wanted, and how many of them hear the server now. */
  wanted: 0,
  hearing: 0,
  /** Since when one of them has not, on the monotonic clock; null while all do. */
  lostAt: null as number | null,
  /** The server's moment of the last thing heard; null before. */
  asOf: null as number | null,
  /** The way on which something was heard last. */
  way: 'ws' as 'ws' | 'sse' | 'poll',
})

export const connection = readonly(state)

/** A line says that it began or ceased to be wanted (`wanted`), or to hear (`hearing`). */
export function count(change: { wanted?: 1 | -1; hearing?: 1 | -1 }): void {
  state.wanted += change.wanted ?? 0
  state.hearing += change.hearing ?? 0
  if (state.hearing >= state.wanted) state.lostAt = null
  else state.lostAt ??= performance.now()
}

/** Something came from the server just now. */
export function heard(way: 'ws' | 'sse' | 'poll'): void {
  state.asOf = clock.now()
  state.way = way
}

/** The state `lostMs` after a line was lost. */
export function healthAfter(lostMs: number | null): Health {
  if (lostMs === null) return 'live'
  if (lostMs < QUIET_MS) return 'quiet'
  if (lostMs < STALE_MS) return 'retrying'
  return lostMs < DEGRADED_MS ? 'stale' : 'degraded'
}

/** Returns the state to show, and the moment of what is on the page where that is not now. */
export function useConnection() {
  const now = useNow()
  const health = computed<Health>(() => {
    void now.value // looked at again each second
    return healthAfter(state.lostAt === null ? null : performance.now() - state.lostAt)
  })
  return { health, asOf: computed(() => state.asOf), way: computed(() => state.way) }
}
