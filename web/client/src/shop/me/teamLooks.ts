/** One's teams as small rings, and as words. */

import type { RingSeat } from '@/kit/ring/geometry'
import type { MyTeamRowFragment } from './me.gql'

export type TeamTab = 'all' | 'open' | 'formed' | 'failed' | 'drawn'
export const TEAM_TABS: TeamTab[] = ['all', 'open', 'formed', 'failed', 'drawn']

type Status = MyTeamRowFragment['status']

/** Which states a tab asks for; null for all. Those that were drawn are picked out of those that ended well. */
export const STATUSES: Record<TeamTab, Status[] | null> = {
  all: null,
  open: ['OPEN'],
  formed: ['FORMED', 'DRAWING', 'SETTLED'],
  failed: ['FAILED', 'CANCELLED'],
  drawn: ['FORMED', 'DRAWING', 'SETTLED'],
}

export function teamTabOf(named: unknown): TeamTab {
  return TEAM_TABS.find(tab => tab === named) ?? 'all'
}

const OVER: Status[] = ['FAILED', 'CANCELLED']

/** Whether it can still change before the eyes of who watches. */
export function isMoving(status: Status): boolean {
  return status === 'OPEN' || status === 'DRAWING' || status === 'FORMED'
}

/** A seat for each member: the paid ones first, then those being paid, then the free ones. */
export function seatsOf(team: Pick<MyTeamRowFragment, 'size' | 'seatsFilled' | 'seatsHeld' | 'status'>): RingSeat[] {
  const over = OVER.includes(team.status)
  return Array.from({ length: team.size }, (_, index): RingSeat => {
    if (index < team.seatsFilled) return { look: over ? 'lost' : 'filled' }
    return { look: !over && index < team.seatsFilled + team.seatsHeld ? 'held' : 'empty' }
  })
}

/** The newer of what was listed and what was watched. */
export function newerOf<Row extends MyTeamRowFragment>(listed: Row, watched: MyTeamRowFragment | undefined): Row {
  return watched && watched.version > listed.version ? { ...listed, ...watched } : listed
}
