/** An order while it is being paid: told of by events, and asked for where they might not come. */

import { computed, onScopeDispose, ref, watch } from 'vue'
import { useSecondsLeft } from '@/kit/time/countdown'
import { useAsk } from '@/kit/wire/useAsk'
import { coalesced } from '../me/coalesced'
import { useViewerEvents } from '../me/events'
import { PayingOrderDocument } from './pay.gql'
import { payingOf } from './standing'

const ASK_MS = 2000
const ASKS = 10

/** Returns the order with this number and where its payment stands.
 *
 * `expect()` asks every 2 s, ten times at most, until the payment is decided; `late` says that they were in vain. */
export function useOrder(number: () => string) {
  const asked = useAsk(PayingOrderDocument, () => ({ number: number() }))
  const order = computed(() => asked.data.value?.orderByNumber ?? null)
  const left = useSecondsLeft(() => (order.value?.status === 'AWAITING_PAYMENT' ? order.value.payByAt : null))
  const paying = computed(() => (order.value ? payingOf(order.value, left.value) : null))
  const missing = computed(() => asked.state.value === 'ready' && order.value === null)
  const signedOut = computed(() => asked.refused.value?.code === 'UNAUTHENTICATED')
  const again = coalesced(asked.again)
  useViewerEvents(event => {
    if (event.kind === 'SNAPSHOT' || event.order?.number === number()) again()
  })

  const late = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  let turns = 0
  const decided = () => paying.value !== null && paying.value !== 'due' && paying.value !== 'confirming'

  async function turn(): Promise<void> {
    if (decided()) return
    if (turns++ >= ASKS) {
      late.value = true
      return
    }
    await asked.again()
    timer = setTimeout(() => void turn(), ASK_MS)
  }

  function expect(): void {
    clearTimeout(timer)
    turns = 0
    late.value = false
    void turn()
  }

  // At zero only the server knows whether the money came in time.
  watch(paying, now => now === 'confirming' && expect())
  onScopeDispose(() => {
    clearTimeout(timer)
    turns = ASKS
  })
  return { asked, order, left, paying, missing, signedOut, late, expect, again }
}
