/** A count of seconds to a deadline that may stand still, but does not grow while the deadline stays. */

import { computed, toValue, type ComputedRef, type MaybeRefOrGetter } from 'vue'
import { useNow } from './clock'

/** Larger corrections mean that what was shown was wrong: it is put right at once. */
const HELD_SECONDS = 3

export class Countdown {
  private deadline: number | null = null
  private shown = Infinity

  secondsLeft(deadlineMs: number, nowMs: number): number {
    const left = Math.max(0, Math.ceil((deadlineMs - nowMs) / 1000))
    const held = deadlineMs === this.deadline && left > this.shown && left - this.shown <= HELD_SECONDS
    this.deadline = deadlineMs
    if (!held) this.shown = left
    return this.shown
  }
}

const two = (number: number): string => String(number).padStart(2, '0')

/** 93784 seconds as days and "02:03:04". */
export function spelled(seconds: number): { days: number; clock: string } {
  const rest = seconds % 86_400
  const parts = [Math.floor(rest / 3600), Math.floor((rest % 3600) / 60), rest % 60]
  return { days: Math.floor(seconds / 86_400), clock: parts.map(two).join(':') }
}

/** Returns the seconds left to an ISO instant, by the server's clock; null while there is none. */
export function useSecondsLeft(until: MaybeRefOrGetter<string | null | undefined>): ComputedRef<number | null> {
  const now = useNow()
  const countdown = new Countdown()
  return computed(() => {
    const at = toValue(until)
    return at ? countdown.secondsLeft(Date.parse(at), now.value) : null
  })
}
