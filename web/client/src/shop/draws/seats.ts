/** How a draw's entries sit on the ring, and where each winner is on it. */

import type { DrawStage } from 'schema'
import type { RingSeat } from '@/kit/ring/geometry'
import type { Winner } from '@/kit/draws/useDraw'

interface TeamSeat {
  number: number
  state: string
  isMine: boolean
}

export interface Ringed {
  stage: DrawStage
  /** A team's seats, where each team is drawn by itself. */
  team: { size: number; seats: TeamSeat[] } | null
  /** How many entered, of a campaign's draw; those paid so far before it is locked. */
  entries: number
  /** How many can enter a campaign's draw. */
  most: number
  /** Numbers among those that entered that are the viewer's. */
  mine: number[]
}

/** More than this is an arc: single seats are not told apart any more. */
const TOLD_APART = 100

/** The ring as it stands: whoever was shown has a tick, and the others a dash once all were. */
export function drawSeats(draw: Ringed, winners: readonly Pick<Winner, 'seatNumber' | 'number'>[], me: string): RingSeat[] {
  const won = new Set(winners.map(winner => (draw.team ? winner.seatNumber : winner.number)))
  const size = sizeOf(draw)
  const taken = takenSeats(draw)
  const over = draw.stage === 'PUBLISHED'
  const nothing = draw.stage === 'VOID' || draw.stage === 'NOT_HELD'
  return Array.from({ length: size }, (_, index): RingSeat => {
    const number = index + 1
    const mine = taken.get(number)
    if (won.has(number)) return { look: 'won' }
    if (over || nothing) return { look: 'lost' }
    if (mine === undefined) return { look: 'empty' }
    return mine ? { look: 'mine', sign: me } : { look: 'filled', sign: String(number) }
  })
}

function sizeOf(draw: Ringed): number {
  if (draw.team) return draw.team.size
  const all = draw.stage === 'SCHEDULED' ? Math.max(draw.most, draw.entries) : draw.entries
  return Math.min(Math.max(all, 1), TOLD_APART + 1)
}

/** Every seat that is taken, and whether by the viewer. */
function takenSeats(draw: Ringed): Map<number, boolean> {
  if (draw.team) {
    const taken = draw.team.seats.filter(seat => !['EMPTY', 'RELEASED', 'HELD'].includes(seat.state))
    return new Map(taken.map(seat => [seat.number, seat.isMine]))
  }
  const shown = Math.min(draw.entries, TOLD_APART + 1)
  return new Map(Array.from({ length: shown }, (_, index) => [index + 1, draw.mine.includes(index + 1)]))
}

/** Where a winner is on the ring, from 0 (twelve) to 1. */
export function placeOf(draw: Ringed, winner: Pick<Winner, 'seatNumber' | 'number'>): number {
  return draw.team ? (winner.seatNumber - 1) / draw.team.size : (winner.number - 1) / Math.max(draw.entries, 1)
}
