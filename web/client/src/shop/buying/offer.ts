/** What can be chosen in the sheet, by the way it is bought. */

import type { BuyingOfferQuery } from './buying.gql'

export type Offer = NonNullable<BuyingOfferQuery['campaign']>

/** Alone; as the leader of a new team; with a team's code; in whichever team has a seat. */
export type Mode = 'solo' | 'open' | 'join' | 'take'

export const MODES: Mode[] = ['solo', 'open', 'join', 'take']

export interface Choice {
  id: string
  name: string
  nameEn: string
  stockLeft: number
  unitFen: bigint
}

/** The choices on sale this way, in the merchant's order. */
export function choicesOf(offer: Offer, mode: Mode): Choice[] {
  if (mode !== 'solo') return offer.skus.map(({ teamPrice, ...sku }) => ({ ...sku, unitFen: BigInt(teamPrice.fen) }))
  if (!offer.product.isOnSale) return []
  return offer.product.skus.map(({ soloPrice, ...sku }) => ({ ...sku, unitFen: BigInt(soloPrice.fen) }))
}

const SOLO_MOST = 99

/** How many pieces one order may hold; fewer where fewer are left. */
export function mostOf(offer: Offer, mode: Mode, choice: Choice | null): number {
  const most = mode === 'solo' ? SOLO_MOST : offer.maxQuantity
  return Math.max(1, Math.min(most, choice?.stockLeft ?? 1))
}

/** What is taken off for whoever leads. */
export function discountOf(offer: Offer, mode: Mode): bigint {
  return mode === 'open' ? BigInt(offer.leaderDiscount.fen) : 0n
}

/** Whether the buyer has to say that they read how it is drawn. */
export function needsConsent(offer: Offer, mode: Mode): boolean {
  return mode !== 'solo' && offer.drawTerms !== null
}

/** The odds as they are promised: so many win among so many. */
export function oddsOf(terms: { scope: 'TEAM' | 'CAMPAIGN'; winners: number; most: number }, size: number) {
  return { winners: terms.winners, among: terms.scope === 'TEAM' ? size : terms.most }
}
