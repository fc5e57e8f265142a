/** The way of one order: asked beside it, asked again at whatever happens to it. */

import { computed, ref, toValue, watch, type MaybeRefOrGetter } from 'vue'
import { NoAnswer, tell } from '@/kit/wire/client'
import { useAsk } from '@/kit/wire/useAsk'
import { coalesced } from '../me/coalesced'
import { useViewerEvents } from '../me/events'
import { ConfirmReceiptDocument, OrderWayDocument, type WayOfOrderFragment } from './way.gql'

export type Confirmed = 'done' | 'checking' | 'notDone'

/** Returns where an order's parcels are and how its buyer says that they have them; `version` is the order's. */
export function useWay(number: MaybeRefOrGetter<string>, version: MaybeRefOrGetter<number>) {
  const asked = useAsk(OrderWayDocument, () => ({ number: toValue(number) }))
  const way = computed<WayOfOrderFragment | null>(() => asked.data.value?.orderByNumber ?? null)
  const busy = ref(false)
  const again = coalesced(asked.again)
  watch(() => toValue(version), again)
  useViewerEvents(event => {
    if (event.kind === 'SNAPSHOT' || event.order?.number === toValue(number)) again()
  })

  async function confirm(): Promise<Confirmed> {
    busy.value = true
    try {
      const { confirmReceipt } = await tell(ConfirmReceiptDocument, { input: { orderId: way.value?.id ?? '' } })
      if (confirmReceipt.__typename !== 'OrderReceived') return 'notDone'
      asked.data.value = { orderByNumber: confirmReceipt.order }
      return 'done'
    } catch (fault) {
      return fault instanceof NoAnswer ? 'checking' : 'notDone'
    } finally {
      busy.value = false
    }
  }

  return { way, busy, confirm }
}
