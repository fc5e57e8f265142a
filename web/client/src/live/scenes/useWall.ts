/** What is on the wall at this second: a page of rings, and the one that flashes. */

import { computed, ref, watch } from 'vue'
import { clock, useNow } from '@/kit/time/clock'
import { pageAt } from '../times'
import { useHigh } from '../useHigh'
import type { WallPart } from '../wire/useFrame'
import { Flashes, HIGH, PAGE_MS, pageOf, pagesOf, WIDE } from './wall'

export function useWall(wall: () => WallPart) {
  const now = useNow()
  const isHigh = useHigh()
  const most = computed(() => (isHigh.value ? HIGH : WIDE))
  const pages = computed(() => pagesOf(wall().teams.length, most.value))
  const page = computed(() => pageAt(now.value, pages.value, PAGE_MS))
  const shown = computed(() => pageOf(wall().teams, most.value, page.value))

  const flashes = new Flashes()
  const flashing = ref<string | null>(null)
  let isFirst = true
  watch(
    [() => wall().teams, now],
    () => {
      flashes.see(wall().teams.map(team => ({ code: team.code, formed: team.formedAt !== null })), isFirst)
      isFirst = false
      flashing.value = flashes.next(clock.now()) ?? flashing.value
    },
    { immediate: true },
  )
  return { shown, page, pages, flashing }
}
