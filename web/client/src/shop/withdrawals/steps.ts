/** What a withdrawal has been through, and what is still before it. */

import type { WithdrawalFactsFragment } from './withdrawals.gql'

export type Step = 'asked' | 'audit' | 'paying' | 'paid' | 'rejected' | 'returned' | 'cancelled'

export interface Milestone {
  step: Step
  at: string | null
  state: 'done' | 'now' | 'next' | 'back'
}

type Seen = Pick<WithdrawalFactsFragment, 'status' | 'audited' | 'requestedAt' | 'approvedAt' | 'sentAt' | 'endedAt'>
const BACK = { REJECTED: 'rejected', RETURNED: 'returned', CANCELLED: 'cancelled' } as const

/** The steps in their order; the first that is not done is `now`. What came back ends with how. */
export function stepsOf(seen: Seen): Milestone[] {
  const steps: { step: Step; at: string | null }[] = [{ step: 'asked', at: seen.requestedAt }]
  if (seen.audited) steps.push({ step: 'audit', at: seen.approvedAt })
  steps.push({ step: 'paying', at: seen.sentAt })
  if (seen.status === 'REJECTED' || seen.status === 'RETURNED' || seen.status === 'CANCELLED') {
    const been = steps.filter(each => each.at !== null).map((each): Milestone => ({ ...each, state: 'done' }))
    return [...been, { step: BACK[seen.status], at: seen.endedAt, state: 'back' }]
  }
  steps.push({ step: 'paid', at: seen.endedAt })
  // Being paid is where it is until it is there.
  const done = (step: Step, at: string | null) => at !== null && (step !== 'paying' || seen.endedAt !== null)
  const now = steps.findIndex(each => !done(each.step, each.at))
  return steps.map((each, place) => ({ ...each, state: done(each.step, each.at) ? 'done' : place === now ? 'now' : 'next' }))
}
