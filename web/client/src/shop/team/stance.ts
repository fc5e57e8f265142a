/** Where a team stands for whoever looks, and what they can do about it. */

import type { TeamFactsFragment, TeamQuery } from './team.gql'

export type TeamNow = TeamFactsFragment
export type TeamOffer = NonNullable<TeamQuery['team']>['campaign']
export type Kind = TeamOffer['kind']

/** `confirming`: its time is over and the server has not said what became of it.
 * `full`: every free seat is being paid for. `void`: its draw came to nothing. */
export type Standing = 'open' | 'full' | 'confirming' | 'formed' | 'drawing' | 'drawn' | 'failed' | 'cancelled' | 'void'

/** `holding`: has a seat that is not paid. */
export type Role = 'stranger' | 'holding' | 'member'

/** What the large button leads to. */
export type Deed = 'join' | 'pay' | 'invite' | 'wait' | 'draw' | 'order' | 'open'

type Stood = Pick<TeamNow, 'status' | 'confirming' | 'seatsLeft' | 'endReason' | 'draw'>

/** The page never says by itself that a team failed: at zero it waits for the server's word. */
export function standingOf(team: Stood, secondsLeft: number | null): Standing {
  if (team.status === 'OPEN') {
    if (team.confirming || secondsLeft === 0) return 'confirming'
    return team.seatsLeft > 0 ? 'open' : 'full'
  }
  if (team.status === 'FAILED') return 'failed'
  if (team.status === 'CANCELLED') return team.endReason === 'DRAW_VOID' ? 'void' : 'cancelled'
  if (team.status === 'DRAWING') return 'drawing'
  return team.status === 'SETTLED' && team.draw?.stage === 'PUBLISHED' ? 'drawn' : 'formed'
}

export function roleOf(seat: TeamNow['mySeat']): Role {
  if (seat === null || seat.state === 'EMPTY' || seat.state === 'RELEASED') return 'stranger'
  return seat.state === 'HELD' ? 'holding' : 'member'
}

export function isOver(standing: Standing): boolean {
  return standing === 'failed' || standing === 'cancelled' || standing === 'void'
}

/** Whether other teams of the same offer are shown: to whoever came too late for this one. */
export function showsOthers(standing: Standing, role: Role): boolean {
  return role === 'stranger' && standing !== 'open' && standing !== 'confirming'
}

export function deedOf(standing: Standing, role: Role, hasOrder: boolean): Deed {
  if (role === 'holding' && (standing === 'open' || standing === 'full')) return 'pay'
  if (standing === 'open') return role === 'member' ? 'invite' : 'join'
  if (standing === 'full') return role === 'member' ? 'invite' : 'open'
  if (standing === 'confirming') return 'wait'
  if (standing === 'drawing' || standing === 'drawn') return 'draw'
  return hasOrder ? 'order' : 'open'
}

/** How one's seat can be given back: a leader alone calls the team off; a paid seat in a draw stays. */
export function wayOut(team: TeamNow, standing: Standing, role: Role): 'leave' | 'cancel' | null {
  if (role === 'stranger' || (standing !== 'open' && standing !== 'full')) return null
  if (team.isLedByViewer) return team.seatsFilled + team.seatsHeld === 1 ? 'cancel' : null
  return role === 'member' && team.draw ? null : 'leave'
}
