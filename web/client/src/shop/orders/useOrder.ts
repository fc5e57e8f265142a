/** One order, as new as the server's: asked once, asked again at whatever happens to it. */

import { computed, ref, toValue, type MaybeRefOrGetter } from 'vue'
import { NoAnswer, tell } from '@/kit/wire/client'
import { useAsk } from '@/kit/wire/useAsk'
import { coalesced } from '../me/coalesced'
import { useViewerEvents } from '../me/events'
import { CancelOrderDocument, MyOrderDocument, SetOrderAddressDocument, type OrderWholeFragment } from './orders.gql'

/** `checking`: the answer was lost, and the order was asked for again. */
export type Said = 'done' | 'checking' | 'refused' | 'OrderNotFound' | 'OrderNotCancellable' | 'CashierUnavailable' | 'OrderNotAddressable' | 'AddressNotFound' | 'RegionDearer' | 'RegionNotServed' | 'ShippingAddressMissing'

/** Returns the order of a number, and what its buyer may do with it; each answers what came of it. */
export function useOrder(number: MaybeRefOrGetter<string>) {
  const asked = useAsk(MyOrderDocument, () => ({ number: toValue(number) }), { keepAs: () => `order:${toValue(number)}` })
  const order = computed<OrderWholeFragment | null>(() => asked.data.value?.orderByNumber ?? null)
  const busy = ref(false)
  const again = coalesced(asked.again)

  useViewerEvents(event => {
    const mine = event.order?.number === toValue(number) || event.team?.code === order.value?.team?.code
    if (event.kind === 'SNAPSHOT' || mine || event.order === null) again()
  })

  function take(newer: OrderWholeFragment): void {
    if (newer.version >= (order.value?.version ?? 0)) asked.data.value = { orderByNumber: newer }
  }

  async function deed(run: () => Promise<Said>): Promise<Said> {
    busy.value = true
    try {
      return await run()
    } catch (fault) {
      again()
      return fault instanceof NoAnswer ? 'checking' : 'refused'
    } finally {
      busy.value = false
    }
  }

  const cancel = () =>
    deed(async () => {
      const { cancelOrder } = await tell(CancelOrderDocument, { input: { orderId: order.value?.id ?? '' } })
      if (cancelOrder.__typename !== 'OrderCancelled') {
        again()
        return cancelOrder.__typename
      }
      take(cancelOrder.order)
      return 'done'
    })

  const shipTo = (addressId: string) =>
    deed(async () => {
      const { setOrderAddress } = await tell(SetOrderAddressDocument, { input: { orderId: order.value?.id ?? '', addressId } })
      if (setOrderAddress.__typename !== 'OrderAddressed') return setOrderAddress.__typename
      take(setOrderAddress.order)
      return 'done'
    })

  return { ...asked, order, busy, cancel, shipTo }
}
