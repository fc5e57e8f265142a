/** Redeems an item once, however often the button is pressed, and says what came of it. */

import { computed, ref, shallowRef, toValue, watch, type MaybeRefOrGetter } from 'vue'
import { useAsk } from '@/kit/wire/useAsk'
import { useDeed } from '@/kit/wire/useDeed'
import { tendersOf } from '../buying/sums'
import type { Address } from '../buying/useBuying'
import { RedeemingMeansDocument, RedeemNowDocument, type PointsItemQuery, type RedeemNowMutation } from './points.gql'
import { mostPieces, takes } from './sums'

export type Item = NonNullable<PointsItemQuery['mallItem']>
export type Refusal = Exclude<RedeemNowMutation['redeemPoints'], { __typename: 'PointsRedeemed' }>
type Redeemed = Extract<RedeemNowMutation['redeemPoints'], { __typename: 'PointsRedeemed' }>

/** `done` is told of the order, and whether money is still to be paid. */
export function useRedeem(item: MaybeRefOrGetter<Item>, done: (order: { number: string; owes: boolean }) => void) {
  const means = useAsk(RedeemingMeansDocument, {})
  const deed = useDeed(RedeemNowDocument)
  const quantity = ref(1)
  const addressId = ref<string | null>(null)
  const added = shallowRef<Address[]>([])
  const uses = ref({ credit: true, cash: false })
  const refusal = shallowRef<Refusal | 'lost' | null>(null)

  const mine = computed(() => means.data.value?.viewer ?? null)
  const spendable = computed(() => mine.value?.points.spendable ?? null)
  const addresses = computed(() => [...added.value, ...(mine.value?.addresses ?? [])])
  const address = computed(
    () => addresses.value.find(each => each.id === addressId.value) ?? addresses.value.find(each => each.isDefault) ?? addresses.value[0] ?? null,
  )
  const has = computed(() => ({ creditFen: BigInt(mine.value?.credit.balance.count ?? 0), cashFen: BigInt(mine.value?.cash.balance.count ?? 0) }))
  const most = computed(() => mostPieces(toValue(item), spendable.value))
  const taken = computed(() => takes(toValue(item), quantity.value))
  const tenders = computed(() => tendersOf(taken.value.fen, has.value, uses.value))
  const enough = computed(() => spendable.value !== null && BigInt(spendable.value) >= taken.value.points)
  watch(most, now => (quantity.value = Math.min(quantity.value, now)))
  watch([quantity, addressId, uses], () => (refusal.value = null), { deep: true })

  async function confirm(): Promise<void> {
    refusal.value = null
    try {
      const { creditFen, cashFen } = tenders.value
      const wish = { itemId: toValue(item).id, quantity: quantity.value, addressId: address.value?.id ?? null }
      const answer = await deed.run({ ...wish, creditFen: String(creditFen), cashFen: String(cashFen) })
      if (!answer) return
      const said = answer.redeemPoints
      if (isDone(said)) done({ number: said.order.number, owes: said.payment !== null })
      else {
        refusal.value = said
        void means.again()
      }
    } catch {
      refusal.value = 'lost'
    }
  }

  return { means, quantity, addressId, added, addresses, address, uses, has, most, taken, tenders, spendable, enough, refusal, confirm, ...deed }
}

const isDone = (said: RedeemNowMutation['redeemPoints']): said is Redeemed => said.__typename === 'PointsRedeemed'
