/** How the seats of a team look on a ring, from what the server says of each. */

import { formOf, type RingSeat, type SeatLook } from '@/kit/ring/geometry'

type State = 'EMPTY' | 'HELD' | 'FILLED' | 'RELEASED' | 'WON' | 'LOST'

interface Seated {
  size: number
  seatsFilled: number
  seatsHeld: number
  seats: { number: number; state: State; isMine: boolean; member: { displayName: string } | null }[]
}

const LOOKS: Record<State, SeatLook> = {
  EMPTY: 'empty',
  RELEASED: 'empty',
  HELD: 'held',
  FILLED: 'filled',
  WON: 'won',
  LOST: 'lost',
}

/** One ring seat for each of a team's; seats that are not told of are empty. */
export function ringSeats(team: Seated, me: string): RingSeat[] {
  // Of a large team not every seat is told of: its arc shows how many.
  if (formOf(team.size) === 'arc') return Array.from({ length: team.size }, (_, index) => ({ look: counted(team, index) }))
  const told = new Map(team.seats.map(seat => [seat.number, seat]))
  return Array.from({ length: team.size }, (_, index) => {
    const seat = told.get(index + 1)
    if (!seat) return { look: 'empty' }
    const look = seat.isMine && seat.state === 'FILLED' ? 'mine' : LOOKS[seat.state]
    const name = seat.isMine ? me : (seat.member?.displayName ?? '')
    return look === 'held' ? { look } : { look, sign: [...name][0] ?? '' }
  })
}

function counted(team: Seated, index: number): SeatLook {
  if (index < team.seatsFilled) return 'filled'
  return index < team.seatsFilled + team.seatsHeld ? 'held' : 'empty'
}
