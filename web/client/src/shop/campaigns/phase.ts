/** Where an offer stands for whoever wants it now, by the server's clock. */

export type Phase = 'COMING' | 'OPEN' | 'PAUSED' | 'SOLD_OUT' | 'ENDED'

export interface Timed {
  status: 'DRAFT' | 'PUBLISHED' | 'PAUSED' | 'ENDED'
  startsAt: string
  endsAt: string
  stockLeft: number
}

/** Whether teams can be opened, and if not, why; sold out only while it would be open. */
export function phaseOf(campaign: Timed, nowMs: number): Phase {
  if (campaign.status === 'ENDED' || nowMs >= Date.parse(campaign.endsAt)) return 'ENDED'
  if (campaign.status === 'PAUSED') return 'PAUSED'
  if (nowMs < Date.parse(campaign.startsAt)) return 'COMING'
  return campaign.stockLeft > 0 ? 'OPEN' : 'SOLD_OUT'
}
