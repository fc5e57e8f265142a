/** Whether the sheet is open, and how, as the address says it: it survives signing in, and Back shuts it. */

import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { MODES, type Mode } from './offer'

/** Returns the way of buying that is open, and how to open and shut it. */
export function useBuyDoor() {
  const route = useRoute()
  const router = useRouter()
  const mode = computed<Mode | null>(() => MODES.find(each => each === route.query['buy']) ?? null)
  let pushed = false

  function open(way: Mode): void {
    pushed = true
    void router.push({ query: { ...route.query, buy: way } })
  }

  function close(): void {
    if (mode.value === null) return
    if (pushed) router.back()
    else {
      const { buy, sku, n, ...rest } = route.query
      void router.replace({ query: rest })
    }
    pushed = false
  }

  return { mode, open, close }
}
