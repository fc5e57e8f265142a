/** Places an order once, whichever way it is bought, and says what came of it. */

import { computed, onScopeDispose, ref } from 'vue'
import { useDeed } from '@/kit/wire/useDeed'
import { BuyAloneDocument, JoinTeamDocument, OpenTeamDocument, TakeSeatDocument } from './buying.gql'
import type { Mode } from './offer'
import type { Refusal } from './refusals'

export interface Wish {
  skuId: string
  quantity: number
  addressId: string | null
  /** Where it is fetched instead. */
  pickupPointId?: string
  creditFen: string
  cashFen: string
}

export interface Placed {
  number: string
  totalFen: bigint
  /** Whether the cashier is owed nothing. */
  settled: boolean
}

/** Null where no answer came: pressing again asks what became of the same order. */
export type Outcome = { placed: Placed } | { refusal: Refusal } | null

interface Success {
  order: { number: string; total: { fen: string } }
  payment: { id: string } | null
}

const QUEUE_TRIES = 8

function outcomeOf(answer: Success | { __typename: string }): Outcome {
  if (!('order' in answer)) return { refusal: answer }
  const { order, payment } = answer
  return { placed: { number: order.number, totalFen: BigInt(order.total.fen), settled: payment === null } }
}

/** Returns how to place it and how that goes: `queueing` while a crowd is let in bit by bit. */
export function usePlacing() {
  const solo = useDeed(BuyAloneDocument)
  const open = useDeed(OpenTeamDocument)
  const take = useDeed(TakeSeatDocument)
  const join = useDeed(JoinTeamDocument)
  const deeds = { solo, open, take, join }
  const queueing = ref(false)
  let wakeUp: (() => void) | null = null
  let alive = true
  onScopeDispose(() => {
    alive = false
    wakeUp?.()
  })

  async function once(mode: Mode, wish: Wish, about: { campaignId: string; teamCode: string }): Promise<Outcome> {
    const { campaignId, teamCode } = about
    const answer =
      mode === 'solo'
        ? (await solo.run(wish))?.buySolo
        : mode === 'open'
          ? (await open.run({ ...wish, campaignId }))?.openTeam
          : mode === 'take'
            ? (await take.run({ ...wish, campaignId }))?.takeSeat
            : (await join.run({ ...wish, teamCode }))?.joinTeam
    return answer ? outcomeOf(answer) : null
  }

  /** Asks again where the server says that it did not look yet: a queue is no refusal. */
  async function place(mode: Mode, wish: Wish, about: { campaignId: string; teamCode: string }): Promise<Outcome> {
    try {
      for (let attempt = 1; ; attempt++) {
        const outcome = await once(mode, wish, about)
        const wait = outcome && 'refusal' in outcome ? outcome.refusal.retryAfterSeconds : undefined
        if (wait === undefined || attempt >= QUEUE_TRIES || !alive) return outcome
        queueing.value = true
        await new Promise<void>(resolve => {
          wakeUp = resolve
          setTimeout(resolve, Math.min(wait, 10) * 1000)
        })
      }
    } finally {
      queueing.value = false
    }
  }

  const is = (what: string) => computed(() => Object.values(deeds).some(deed => deed.doing.value === what))
  const [working, checking, unknown] = [is('busy'), is('checking'), is('unknown')]
  return { place, queueing, checking, unknown, busy: computed(() => working.value || checking.value || queueing.value) }
}
