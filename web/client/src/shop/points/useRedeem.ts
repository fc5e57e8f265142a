/** Redeems an item once, however often the button is pressed, and says what came of it. */

import { computed, ref, shallowRef, toValue, watch, type MaybeRefOrGetter } from 'vue'
import { Refused } from '@/kit/wire/client'
import { useDeed } from '@/kit/wire/useDeed'
import { tendersOf } from '../buying/sums'
import { useMeans } from '../buying/useMeans'
import { meet, viewer } from '../viewer'
import { useQuote } from '../way/useQuote'
import { RedeemNowDocument, type PointsItemQuery, type RedeemNowMutation } from './points.gql'
import { mostPieces, takes } from './sums'

export type Item = NonNullable<PointsItemQuery['mallItem']>
export type Refusal = Exclude<RedeemNowMutation['redeemPoints'], { __typename: 'PointsRedeemed' }>
type Redeemed = Extract<RedeemNowMutation['redeemPoints'], { __typename: 'PointsRedeemed' }>

/** `done` is told of the order, and whether money is still to be paid; `signIn` is called where the session ended. */
export function useRedeem(item: MaybeRefOrGetter<Item>, done: (order: { number: string; owes: boolean }) => void, signIn: () => void) {
  const { means, has, spendable, ...where } = useMeans()
  const { addressId, address } = where
  const deed = useDeed(RedeemNowDocument)
  const quantity = ref(1)
  const uses = ref({ credit: true, cash: false })
  const refusal = shallowRef<Refusal | 'lost' | null>(null)

  const most = computed(() => mostPieces(toValue(item), spendable.value))
  const way = useQuote(() => ({ skuId: toValue(item).sku.id, mallItemId: toValue(item).id, quantity: quantity.value, addressId: address.value?.id ?? null }))
  const goods = computed(() => takes(toValue(item), quantity.value))
  /** What goes out of the purse, and what is to be paid for goods and their way. */
  const taken = computed(() => ({ points: goods.value.points, fen: goods.value.fen + way.quote.value.feeFen }))
  const tenders = computed(() => tendersOf(taken.value.fen, has.value, uses.value))
  /** Whether it can be pressed: what may have been taken already can always be asked about. */
  const can = computed(() => deed.doing.value === 'unknown' || enough.value)
  const enough = computed(() => way.quote.value.problem === null && spendable.value !== null && BigInt(spendable.value) >= taken.value.points)
  watch(most, now => (quantity.value = Math.min(quantity.value, now)))
  watch([quantity, addressId, uses], () => (refusal.value = null), { deep: true })

  async function confirm(): Promise<void> {
    refusal.value = null
    try {
      const { creditFen, cashFen } = tenders.value
      const to = way.pointId.value ? { addressId: null, pickupPointId: way.pointId.value } : { addressId: address.value?.id ?? null }
      const wish = { itemId: toValue(item).id, quantity: quantity.value, ...to }
      const answer = await deed.run({ ...wish, creditFen: String(creditFen), cashFen: String(cashFen) })
      if (!answer) return
      const said = answer.redeemPoints
      if (isDone(said)) done({ number: said.order.number, owes: said.payment !== null })
      else {
        refusal.value = said
        void means.again()
      }
    } catch (fault) {
      const ended = fault instanceof Refused && fault.code === 'UNAUTHENTICATED'
      if (ended) await meet().catch(() => undefined)
      if (ended && viewer.value === null) signIn()
      else refusal.value = 'lost'
    }
  }

  return { means, ...where, quantity, quote: way.quote, pointId: way.pointId, uses, has, most, taken, tenders, spendable, can, refusal, confirm, ...deed }
}

const isDone = (said: RedeemNowMutation['redeemPoints']): said is Redeemed => said.__typename === 'PointsRedeemed'
