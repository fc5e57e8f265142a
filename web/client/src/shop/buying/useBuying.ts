/** What the sheet is about: what is chosen, what it costs, what pays it, and what came of it. */

import { computed, ref, shallowRef, watch } from 'vue'
import { ask, Refused } from '@/kit/wire/client'
import { useAsk } from '@/kit/wire/useAsk'
import { meet, viewer } from '../viewer'
import { useQuote } from '../way/useQuote'
import { BuyingOfferDocument } from './buying.gql'
import { choicesOf, discountOf, mostOf, needsConsent, type Mode } from './offer'
import { fewerThan, type Refusal } from './refusals'
import { tendersOf, totalOf } from './sums'
import { useMeans } from './useMeans'
import { usePlacing, type Placed, type Wish } from './usePlacing'

export interface Start {
  sku: string | null
  quantity: number
}

/** Returns the state of one sheet.
 *
 * `placed` is called once, with an order at the price that was shown; `signIn` where the session ended meanwhile. */
export function useBuying(props: { slug: string; mode: Mode; code: string }, start: Start, placed: (order: Placed) => void, signIn: () => void) {
  const offered = useAsk(BuyingOfferDocument, () => ({ slug: props.slug }))
  const { means, has, ...where } = useMeans()
  const { address } = where
  const placing = usePlacing()
  const offer = computed(() => offered.data.value?.campaign ?? null)
  const skuId = ref(start.sku)
  const quantity = ref(Number.isSafeInteger(start.quantity) ? start.quantity : 1)
  const uses = ref({ credit: false, cash: false })
  const agreed = ref(false)
  const refusal = shallowRef<Refusal | null>(null)
  /** An order is placed: nothing here places another while the next page comes. */
  const over = ref(false)
  const looking = ref(false)
  /** An order whose price is not the one that was shown, or a price that changed before it. */
  const repriced = shallowRef<{ wasFen: bigint; nowFen: bigint; order: Placed | null } | null>(null)

  const choices = computed(() => (offer.value ? choicesOf(offer.value, props.mode) : []))
  const choice = computed(() => choices.value.find(each => each.id === skuId.value) ?? choices.value.find(each => each.stockLeft > 0) ?? choices.value[0] ?? null)
  const most = computed(() => (offer.value ? mostOf(offer.value, props.mode, choice.value) : 1))
  const pieces = computed(() => Math.max(1, Math.min(quantity.value, most.value)))
  const discountFen = computed(() => (offer.value ? discountOf(offer.value, props.mode) : 0n))
  const way = useQuote(() => (offer.value && choice.value ? { skuId: choice.value.id, quantity: pieces.value, campaignId: props.mode === 'solo' ? null : offer.value.id, addressId: address.value?.id ?? null } : null))
  const shippingFen = computed(() => way.quote.value.feeFen)
  const totalFen = computed(() => totalOf({ unitFen: choice.value?.unitFen ?? 0n, quantity: pieces.value, discountFen: discountFen.value, shippingFen: shippingFen.value }))
  const tenders = computed(() => tendersOf(totalFen.value, has.value, uses.value))
  const mustAgree = computed(() => offer.value !== null && needsConsent(offer.value, props.mode))
  const busy = computed(() => placing.busy.value || looking.value || over.value)
  const ready = computed(() => choice.value !== null && choice.value.stockLeft > 0 && (!mustAgree.value || agreed.value) && way.quote.value.problem === null)

  watch(
    () => props.mode,
    () => {
      refusal.value = null
      repriced.value = null
    },
  )
  // Whoever reads a price and confirms another one did not agree to it.
  watch(
    () => ({ id: choice.value?.id, unitFen: choice.value?.unitFen, totalFen: totalFen.value, mode: props.mode, pieces: pieces.value }),
    (now, was) => {
      const same = now.id === was.id && now.mode === was.mode && was.unitFen !== undefined
      if (same && now.unitFen !== was.unitFen) repriced.value = { wasFen: was.totalFen, nowFen: now.totalFen, order: null }
    },
    { flush: 'sync' },
  )

  /** Looks at a price that may change while one reads: a team's is frozen with its rules. */
  async function priceHolds(): Promise<boolean> {
    if (props.mode !== 'solo') return true
    const { campaign } = await ask(BuyingOfferDocument, { slug: props.slug })
    if (campaign) offered.data.value = { campaign }
    return repriced.value === null
  }

  /** What was sent last, and the price it was sent for. */
  let sent: { wish: Wish; wasFen: bigint } | null = null

  function asShown() {
    if (!choice.value) return null
    const { creditFen, cashFen } = tenders.value
    const wish = { skuId: choice.value.id, quantity: pieces.value, addressId: way.pointId.value ? null : (address.value?.id ?? null), ...(way.pointId.value ? { pickupPointId: way.pointId.value } : {}), creditFen: String(creditFen), cashFen: String(cashFen) }
    return { wish, wasFen: totalFen.value }
  }

  async function confirm(): Promise<void> {
    if (!offer.value || busy.value) return
    refusal.value = null
    repriced.value = null
    // What may have been done is asked about as it was sent, though it may have changed what is shown here.
    const checks = placing.unknown.value && sent !== null
    if (!checks) sent = asShown()
    if (sent === null) return
    const { wish, wasFen } = sent
    try {
      looking.value = true
      const holds = checks || (await priceHolds())
      looking.value = false
      if (!holds) return
      const outcome = await placing.place(props.mode, wish, { campaignId: offer.value.id, teamCode: props.code })
      if (outcome === null) return
      if ('refusal' in outcome) {
        refusal.value = outcome.refusal
        return
      }
      over.value = true
      if (outcome.placed.totalFen === wasFen) placed(outcome.placed)
      else repriced.value = { wasFen, nowFen: outcome.placed.totalFen, order: outcome.placed }
    } catch (fault) {
      looking.value = false
      await failed(fault)
    }
  }

  async function failed(fault: unknown): Promise<void> {
    const code = fault instanceof Refused ? fault.code : 'NO_ANSWER'
    if (code === 'UNAUTHENTICATED') await meet().catch(() => undefined)
    if (code === 'UNAUTHENTICATED' && viewer.value === null) signIn()
    else refusal.value = { __typename: code }
  }

  function fewer(): void {
    quantity.value = Math.max(1, (refusal.value && fewerThan(refusal.value)) ?? 1)
    refusal.value = null
  }

  async function reload(): Promise<void> {
    refusal.value = null
    await Promise.all([offered.again(), means.again()])
  }

  return {
    offer, state: offered.state, again: reload, choices, choice, skuId, quantity, pieces, most, ...where,
    has, uses, quote: way.quote, pointId: way.pointId, shippingFen, discountFen, totalFen, tenders, mustAgree, agreed, ready, refusal, repriced, confirm, fewer, ...placing, busy,
  }
}
