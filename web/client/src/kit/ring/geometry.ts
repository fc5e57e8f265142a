/** Where seats sit on a ring, clockwise from twelve, and how large they are drawn. */

/** `mine` is filled by whoever looks; `held` is being paid for. */
export type SeatLook = 'empty' | 'held' | 'filled' | 'mine' | 'won' | 'lost'

export interface RingSeat {
  look: SeatLook
  /** One sign inside, a name's first; nothing where there is no room. */
  sign?: string
}

/** Up to 24 seats are dots, up to 100 ticks, more an arc. */
export type RingForm = 'dots' | 'ticks' | 'arc'

export const SIZE = 280
const RADIUS = 0.395

export function formOf(seats: number): RingForm {
  if (seats <= 24) return 'dots'
  return seats <= 100 ? 'ticks' : 'arc'
}

export interface Point {
  x: number
  y: number
}

/** The middle of seat `index` of `seats`, in the ring's own units (0 to 280). */
export function seatAt(index: number, seats: number, radius: number = SIZE * RADIUS): Point {
  const angle = (2 * Math.PI * index) / seats
  return { x: round(SIZE / 2 + radius * Math.sin(angle)), y: round(SIZE / 2 - radius * Math.cos(angle)) }
}

/** How large a dot is drawn, so that neighbours never touch. */
export function seatRadius(seats: number): number {
  const wished = SIZE * (seats <= 6 ? 0.105 : seats <= 12 ? 0.085 : 0.062)
  const room = SIZE * RADIUS * Math.sin(Math.PI / Math.max(seats, 2)) * 0.86
  return round(Math.min(wished, room))
}

export const ringRadius = SIZE * RADIUS

/** The share of the ring that is taken, as an SVG path from twelve clockwise; empty at none or all. */
export function arc(taken: number, seats: number): string {
  if (taken <= 0 || taken >= seats) return ''
  const end = seatAt(taken, seats)
  const top = seatAt(0, seats)
  return `M${top.x} ${top.y}A${round(ringRadius)} ${round(ringRadius)} 0 ${taken * 2 > seats ? 1 : 0} 1 ${end.x} ${end.y}`
}

/** Filled seats from the first on: what the arc shows. */
export function takenOf(seats: RingSeat[]): number {
  return seats.filter(seat => seat.look !== 'empty' && seat.look !== 'held').length
}

function round(number: number): number {
  return Math.round(number * 100) / 100
}
