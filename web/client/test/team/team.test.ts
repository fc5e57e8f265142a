import { describe, expect, it } from 'vitest'
import { agoOf, lines, merged, newlyPaid, type Entry } from '@/shop/team/log'
import { ringSeats } from '@/shop/team/looks'
import { deedOf, roleOf, showsOthers, standingOf, wayOut, type TeamNow } from '@/shop/team/stance'

const team = (more: Partial<TeamNow> = {}) =>
  ({ status: 'OPEN', confirming: false, seatsLeft: 2, seatsFilled: 1, seatsHeld: 0, endReason: null, draw: null, isLedByViewer: false, ...more }) as TeamNow

describe('where a team stands', () => {
  it('waits for the server at zero: the page itself never says that it failed', () => {
    expect(standingOf(team(), 5)).toBe('open')
    expect(standingOf(team(), 0)).toBe('confirming')
    expect(standingOf(team({ confirming: true }), 60)).toBe('confirming')
    expect(standingOf(team({ status: 'FAILED' }), null)).toBe('failed')
  })

  it('is full while the last seats are being paid', () => {
    expect(standingOf(team({ seatsLeft: 0, seatsHeld: 2 }), 5)).toBe('full')
  })

  it('tells a draw to come, a draw that was, and one that came to nothing', () => {
    expect(standingOf(team({ status: 'DRAWING' }), null)).toBe('drawing')
    expect(standingOf(team({ status: 'SETTLED', draw: { uuid: 'u', stage: 'PUBLISHED' } }), null)).toBe('drawn')
    expect(standingOf(team({ status: 'SETTLED' }), null)).toBe('formed')
    expect(standingOf(team({ status: 'CANCELLED', endReason: 'DRAW_VOID' }), null)).toBe('void')
    expect(standingOf(team({ status: 'CANCELLED', endReason: 'LEADER_CANCELLED' }), null)).toBe('cancelled')
  })
})

describe('what can be done', () => {
  const seat = (state: 'HELD' | 'FILLED' | 'WON' | 'RELEASED') => ({ number: 1, state, heldUntil: null })

  it('depends on who looks', () => {
    expect([null, seat('RELEASED'), seat('HELD'), seat('FILLED'), seat('WON')].map(roleOf)).toEqual(['stranger', 'stranger', 'holding', 'member', 'member'])
    expect(deedOf('open', 'stranger', false)).toBe('join')
    expect(deedOf('open', 'holding', true)).toBe('pay')
    expect(deedOf('full', 'member', true)).toBe('invite')
    expect(deedOf('full', 'stranger', false)).toBe('open')
    expect(deedOf('confirming', 'member', true)).toBe('wait')
    expect(deedOf('formed', 'member', true)).toBe('order')
    expect(deedOf('formed', 'stranger', false)).toBe('open')
    expect(deedOf('failed', 'stranger', true)).toBe('order')
    expect(deedOf('drawn', 'stranger', false)).toBe('draw')
  })

  it('leads whoever came too late to other teams', () => {
    expect(showsOthers('formed', 'stranger')).toBe(true)
    expect(showsOthers('full', 'stranger')).toBe(true)
    expect(showsOthers('open', 'stranger')).toBe(false)
    expect(showsOthers('formed', 'member')).toBe(false)
  })

  it('lets a leader alone call it off, a member leave, and nobody out of a draw', () => {
    expect(wayOut(team({ isLedByViewer: true }), 'open', 'member')).toBe('cancel')
    expect(wayOut(team({ isLedByViewer: true, seatsHeld: 1 }), 'open', 'member')).toBeNull()
    expect(wayOut(team(), 'open', 'member')).toBe('leave')
    expect(wayOut(team({ draw: { uuid: 'u', stage: 'SCHEDULED' } }), 'open', 'member')).toBeNull()
    expect(wayOut(team({ draw: { uuid: 'u', stage: 'SCHEDULED' } }), 'open', 'holding')).toBe('leave')
    expect(wayOut(team(), 'confirming', 'member')).toBeNull()
    expect(wayOut(team(), 'open', 'stranger')).toBeNull()
  })
})

const at = (second: number) => new Date(1_800_000_000_000 + second * 1000).toISOString()
const entry = (id: string, kind: Entry['kind'], second: number, more: Partial<Entry> = {}): Entry => ({ id, kind, happenedAt: at(second), seatNumber: 1, heldUntil: null, member: null, ...more })

describe('the log', () => {
  it('has each once, the newest first, and the later word of one', () => {
    const known = merged([], [entry('b', 'SEAT_HELD', 2, { heldUntil: at(900) }), entry('a', 'OPENED', 1)])
    const after = merged(known, [entry('c', 'SEAT_FILLED', 3), entry('b', 'SEAT_HELD', 2)])
    expect(after.map(each => each.id)).toEqual(['c', 'b', 'a'])
    expect(after[1]?.heldUntil).toBeNull()
    expect(merged(after, after)).toEqual(after)
  })

  it('tells of one moment in the order it happened', () => {
    const both = merged([], [entry('p', 'SEAT_FILLED', 5), entry('f', 'FORMED', 5)])
    expect(both.map(each => each.kind)).toEqual(['FORMED', 'SEAT_FILLED'])
  })

  it('shows a held seat only while it is held', () => {
    const all = [entry('x', 'SEAT_HELD', 9, { heldUntil: at(900) }), entry('y', 'SEAT_HELD', 8)]
    expect(lines(all, Date.parse(at(10))).map(each => each.id)).toEqual(['x'])
    expect(lines(all, Date.parse(at(901)))).toEqual([])
  })

  it('knows who was seated since', () => {
    const before = [entry('a', 'SEAT_FILLED', 1)]
    expect(newlyPaid(before, [entry('c', 'SEAT_FILLED', 3), entry('b', 'SEAT_FILLED', 2), ...before]).map(each => each.id)).toEqual(['b', 'c'])
  })

  it('says how long ago', () => {
    const now = Date.parse(at(100_000))
    const said = [0, 9, 48, 61, 3700, 90_000].map(past => agoOf(at(100_000 - past), now))
    expect(said.map(each => `${each.key} ${each.n}`)).toEqual(['now 0', 'now 0', 'seconds 48', 'minutes 1', 'hours 1', 'days 1'])
    expect(agoOf(at(100_005), now).key).toBe('now')
  })
})

describe('the seats', () => {
  it('are told by number, mine by my own sign, and counted where they are too many', () => {
    const seats = [{ number: 2, state: 'FILLED' as const, isMine: true, member: { displayName: '王*明' } }, { number: 1, state: 'FILLED' as const, isMine: false, member: { displayName: '𠮷田' } }, { number: 3, state: 'HELD' as const, isMine: false, member: { displayName: 'L' } }]
    const ring = ringSeats({ size: 4, seatsFilled: 2, seatsHeld: 1, seats }, '我')
    expect(ring).toEqual([{ look: 'filled', sign: '𠮷' }, { look: 'mine', sign: '我' }, { look: 'held' }, { look: 'empty' }])
    const large = ringSeats({ size: 450, seatsFilled: 300, seatsHeld: 5, seats: [] }, '我')
    expect(large.filter(seat => seat.look === 'filled').length).toBe(300)
    expect(large.filter(seat => seat.look === 'held').length).toBe(5)
  })
})
