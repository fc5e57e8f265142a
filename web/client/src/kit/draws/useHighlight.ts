/** The highlight that goes round the ring before each winner, and lands on them when they come. */

import { computed, ref, watch, type ShallowRef } from 'vue'
import { lessMotion } from '../settings'
import { clock, useNow } from '../time/clock'
import { useFrames } from '../time/frames'
import { dueAt, landing, LANDING_MS, placeOnRing, REST_MS, travelled, TRAVEL_MS, type Told } from './staging'

/** Returns where on the ring it is, from 0 (twelve) to 1; null where there is none.
 *
 * `placeOf` says where the winner shown last sits. With less motion it is cut to them. */
export function useHighlight(told: ShallowRef<Told | null>, placeOf: () => number | null) {
  const place = ref<number | null>(null)
  let landed: { from: number; to: number; at: number } | null = null
  const now = useNow()

  function frame(): void {
    const moment = told.value
    if (!moment) return
    const at = clock.now()
    const rested = landed ? landed.at + REST_MS : -Infinity
    const rounds = lessMotion() ? null : travelled(moment, at, rested)
    if (rounds !== null && at >= rested) place.value = placeOnRing(landed?.to ?? 0, rounds)
    else if (landed) place.value = lessMotion() ? landed.to : landing(landed.from, landed.to, at - landed.at)
  }

  watch(
    () => told.value?.revealed ?? 0,
    (shown, before) => {
      const to = shown > 0 ? placeOf() : null
      if (to === null) return
      // Who comes late finds the last one lit, without a replay.
      const isNews = before !== undefined && shown === before + 1 && place.value !== null
      landed = { from: place.value ?? to, to, at: isNews || before === 0 ? clock.now() : clock.now() - LANDING_MS }
      frame()
    },
    { immediate: true, flush: 'post' },
  )

  /** Frames are wanted from a travel's beginning to its landing, and not while all rests. */
  const moves = computed(() => {
    void now.value
    const moment = told.value
    if (!moment || moment.stage === 'PUBLISHED' || lessMotion()) return false
    const due = moment.revealed < (moment.prizes ?? 0) ? dueAt(moment, moment.revealed + 1) : null
    const at = clock.now()
    if (due !== null && at > due - TRAVEL_MS - 1100 && at < due + 5000) return true
    return landed !== null && at < landed.at + 2000
  })
  useFrames(() => moves.value, frame)
  return place
}
