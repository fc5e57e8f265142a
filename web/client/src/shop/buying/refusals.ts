/** Each refusal of a purchase in words of ours, and what can be done instead. */

import type { Mode } from './offer'

/** A member of the union that is not the thing asked for, with whatever it tells. */
export interface Refusal {
  __typename: string
  left?: number
  held?: number
  nextReleaseAt?: string | null
  startsAt?: string
  orderNumber?: string
  most?: number
  limit?: number
  mostFen?: string
  leftFen?: string
  retryAfterSeconds?: number
  openTeams?: OtherTeam[]
}

export interface OtherTeam {
  code: string
  seatsLeft: number
  leader: { displayName: string }
}

/** What the buyer can do from here. */
export type Door = 'again' | 'fewer' | 'means' | 'reload' | 'open' | 'solo' | 'campaign' | 'team' | 'orders' | 'my-teams' | 'report' | 'feed'

export type Said =
  | 'soldOutFewer' | 'soldOutHeld' | 'soldOut' | 'notStarted' | 'paused' | 'ended' | 'gone' | 'reportOverdue' | 'skuGone'
  | 'quantity' | 'addressGone' | 'tenders' | 'limit' | 'subsidyLimit' | 'creditLow' | 'cashLow' | 'busy' | 'teamGone'
  | 'teamFull' | 'teamClosed' | 'teamFailed' | 'teamCancelled' | 'already' | 'keyReused' | 'noRegion' | 'notServed' | 'pointGone' | 'other'

export interface Answer {
  says: Said
  doors: Door[]
}

const ANSWERS: Record<string, Answer> = {
  CampaignNotFound: { says: 'gone', doors: ['feed'] },
  CampaignNotStarted: { says: 'notStarted', doors: ['solo'] },
  CampaignPaused: { says: 'paused', doors: ['solo', 'feed'] },
  CampaignEnded: { says: 'ended', doors: ['solo', 'campaign'] },
  ReportOverdue: { says: 'reportOverdue', doors: ['report', 'solo'] },
  SkuNotFound: { says: 'skuGone', doors: ['reload'] },
  QuantityTooLarge: { says: 'quantity', doors: ['fewer'] },
  ShippingAddressMissing: { says: 'noRegion', doors: ['means'] },
  RegionNotServed: { says: 'notServed', doors: ['means'] },
  PickupPointNotFound: { says: 'pointGone', doors: ['means'] },
  AddressNotFound: { says: 'addressGone', doors: ['means'] },
  TendersTooLarge: { says: 'tenders', doors: ['reload'] },
  PurchaseLimitReached: { says: 'limit', doors: ['my-teams', 'solo'] },
  SubsidyLimitReached: { says: 'subsidyLimit', doors: ['solo', 'feed'] },
  CreditTooLow: { says: 'creditLow', doors: ['means'] },
  CashTooLow: { says: 'cashLow', doors: ['means'] },
  TooBusy: { says: 'busy', doors: ['again'] },
  TeamNotFound: { says: 'teamGone', doors: ['campaign'] },
  TeamFull: { says: 'teamFull', doors: ['open'] },
  TeamClosed: { says: 'teamClosed', doors: ['open'] },
  TeamFailed: { says: 'teamFailed', doors: ['open'] },
  TeamCancelled: { says: 'teamCancelled', doors: ['open'] },
  AlreadyInTeam: { says: 'already', doors: ['team'] },
  IdempotencyKeyReused: { says: 'keyReused', doors: ['orders'] },
}

function soldOut(refusal: Refusal): Answer {
  if ((refusal.left ?? 0) > 0) return { says: 'soldOutFewer', doors: ['fewer', 'solo'] }
  if ((refusal.held ?? 0) > 0) return { says: 'soldOutHeld', doors: ['again', 'solo'] }
  return { says: 'soldOut', doors: ['reload', 'solo', 'campaign'] }
}

/** What to say, and which ways lead on from here; none to where the buyer stands already. */
export function answerTo(refusal: Refusal, mode: Mode): Answer {
  const answer = refusal.__typename === 'SoldOut' ? soldOut(refusal) : (ANSWERS[refusal.__typename] ?? { says: 'other', doors: ['again', 'orders'] })
  return { ...answer, doors: answer.doors.filter(door => door !== mode) }
}

/** How many pieces there may be at most; null where the refusal is about something else. */
export function fewerThan(refusal: Refusal): number | null {
  return refusal.__typename === 'QuantityTooLarge' ? (refusal.most ?? 1) : refusal.__typename === 'SoldOut' && refusal.left ? refusal.left : null
}
