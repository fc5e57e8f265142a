/** Whether the sheet is open, and how, as the address says it: it survives signing in, and Back shuts it. */

import { computed, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { MODES, type Mode } from './offer'

/** Returns the way of buying that is open, and how to open and shut it. */
export function useBuyDoor() {
  const route = useRoute()
  const router = useRouter()
  const mode = computed<Mode | null>(() => MODES.find(each => each === route.query['buy']) ?? null)
  /** The path that it was opened on by this page: what is behind it there is the page without it. */
  let pushedOn: string | null = null
  watch(mode, now => {
    if (now === null) pushedOn = null
  })

  function open(way: Mode): void {
    pushedOn = route.path
    void router.push({ query: { ...route.query, buy: way } })
  }

  function close(): void {
    if (mode.value === null) return
    if (pushedOn === route.path) router.back()
    else {
      const { buy, sku, n, ...rest } = route.query
      void router.replace({ query: rest })
    }
    pushedOn = null
  }

  return { mode, open, close }
}
