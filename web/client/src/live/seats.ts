/** How the seats of a team look on a ring of a screen. */

import type { SeatState } from 'schema'
import type { RingSeat, SeatLook } from '@/kit/ring/geometry'

interface Seat {
  number: number
  state: SeatState
  member?: { displayName: string } | null
}

const LOOKS: Record<SeatState, SeatLook> = {
  EMPTY: 'empty',
  RELEASED: 'empty',
  HELD: 'held',
  FILLED: 'filled',
  WON: 'won',
  LOST: 'lost',
}

/** One ring seat for each of `size`; where seats are not told of, the first `filled` are taken.
 *
 * With `signs` each carries the first sign of its member's name. */
export function ringSeats(size: number, filled: number, seats: readonly Seat[], signs = false): RingSeat[] {
  if (size > seats.length) return Array.from({ length: size }, (_, index) => ({ look: index < filled ? 'filled' : 'empty' }))
  const told = new Map(seats.map(seat => [seat.number, seat]))
  return Array.from({ length: size }, (_, index) => {
    const seat = told.get(index + 1)
    if (!seat) return { look: 'empty' }
    return { look: LOOKS[seat.state], sign: signs ? ([...(seat.member?.displayName ?? '')][0] ?? '') : '' }
  })
}

/** A team that formed has a ring of bamboo: everybody sits. */
export function formedSeats(size: number): RingSeat[] {
  return Array.from({ length: size }, () => ({ look: 'won' }))
}
