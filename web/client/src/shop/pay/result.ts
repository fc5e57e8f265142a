/** What the page after paying says. */

import type { Standing } from '../team/stance'
import type { PaidOrder, Paying } from './standing'

/** `seated`: in a team that is not full yet. `over`: the team ended meanwhile. */
export type Result = 'waiting' | 'seated' | 'formed' | 'over' | 'solo' | 'points' | 'ended'

export function resultOf(order: Pick<PaidOrder, 'kind' | 'team'>, paying: Paying, team: Standing | null): Result {
  if (paying === 'due' || paying === 'confirming') return 'waiting'
  if (paying !== 'paid') return 'ended'
  if (order.kind !== 'TEAM') return order.kind === 'POINTS' ? 'points' : 'solo'
  if (team === 'failed' || team === 'cancelled' || team === 'void') return 'over'
  return team === null || team === 'open' || team === 'full' || team === 'confirming' ? 'seated' : 'formed'
}
