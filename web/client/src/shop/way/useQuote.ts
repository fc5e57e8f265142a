/** What an order's way costs before it is placed, as the server computes it. */

import { computed, ref, watch, type Ref } from 'vue'
import { useAsk } from '@/kit/wire/useAsk'
import { ShippingQuoteDocument, type ShippingQuoteQuery } from './way.gql'

export interface Asked {
  skuId: string
  quantity: number
  campaignId?: string | null
  mallItemId?: string
  addressId: string | null
}

export interface Quoted {
  known: boolean
  feeFen: bigint
  freeFromFen: string | null
  problem: ShippingQuoteQuery['shippingQuote']['problem']
  points: ShippingQuoteQuery['shippingQuote']['pickupPoints']
}

/** Returns the quote of what is chosen; `pointId` is where it is fetched instead, then nothing is to be paid for it. */
export function useQuote(asked: () => Asked | null) {
  const answer = useAsk(ShippingQuoteDocument, () => {
    const input = asked()
    return input === null ? null : { input }
  })
  const pointId: Ref<string | null> = ref(null)
  const quote = computed<Quoted>(() => {
    const found = answer.data.value?.shippingQuote ?? null
    const fetched = pointId.value !== null
    return {
      known: found !== null,
      feeFen: fetched ? 0n : BigInt(found?.fee?.fen ?? 0),
      freeFromFen: found?.freeFrom?.fen ?? null,
      problem: fetched ? null : (found?.problem ?? null),
      points: found?.pickupPoints ?? [],
    }
  })
  watch(quote, now => {
    // Another choice may be of another shop, which hands nothing out there.
    if (pointId.value !== null && now.known && !now.points.some(point => point.id === pointId.value)) pointId.value = null
  })
  return { quote, pointId, askAgain: answer.again }
}
