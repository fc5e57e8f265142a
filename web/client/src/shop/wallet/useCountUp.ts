/** A sum that runs to its new value in a moment, or is there at once. */

import { onScopeDispose, shallowRef, toValue, watch, type MaybeRefOrGetter, type ShallowRef } from 'vue'
import { lessMotion } from '@/kit/settings'

export const COUNT_MS = 400

/** The sum at `progress` (0 to 1) on the way, slower towards the end. */
export function between(from: bigint, to: bigint, progress: number): bigint {
  if (progress >= 1) return to
  const eased = 1 - (1 - Math.max(0, progress)) ** 3
  return from + ((to - from) * BigInt(Math.round(eased * 10_000))) / 10_000n
}

/** Returns what is shown of a sum: its first value at once, every later one counted up to. */
export function useCountUp(sum: MaybeRefOrGetter<bigint>): Readonly<ShallowRef<bigint>> {
  const shown = shallowRef(toValue(sum))
  let frame = 0
  watch(
    () => toValue(sum),
    to => {
      cancelAnimationFrame(frame)
      if (lessMotion()) return void (shown.value = to)
      const from = shown.value
      const began = performance.now()
      const step = (now: number) => {
        shown.value = between(from, to, (now - began) / COUNT_MS)
        if (shown.value !== to) frame = requestAnimationFrame(step)
      }
      frame = requestAnimationFrame(step)
    },
  )
  onScopeDispose(() => cancelAnimationFrame(frame))
  return shown
}
