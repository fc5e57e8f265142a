import { describe, expect, it } from 'vitest'
import { Recent } from '@/live/parts/pictures'
import { placeOf as doorOf } from '@/live/place'
import { drawPart, momentOfDraw, standingAt, stepOf } from '@/live/preview/draws'
import { frameOf, type Wishes } from '@/live/preview/fixtures'
import { wished } from '@/live/preview/wished'
import { boardOf, fillsTheScreen, oddsOf, placeOf, shortened, tail } from '@/live/scenes/draw'
import { sizeOf, widthOf } from '@/live/scenes/message'
import { keyOf, shownOf } from '@/live/scenes/shown'
import { Flashes, pageOf, pagesOf } from '@/live/scenes/wall'
import { formedSeats, ringSeats } from '@/live/seats'
import { lasting, pageAt } from '@/live/times'

const plain: Wishes = { scene: 'WALL', count: 8, seats: 8, names: 'plain', steps: 0, night: true, english: false }

describe('the wall', () => {
  it('shows eight at a time and fills its last page', () => {
    const teams = Array.from({ length: 19 }, (_, index) => index)
    expect(pagesOf(19, 8)).toBe(3)
    expect(pageOf(teams, 8, 0)).toEqual([0, 1, 2, 3, 4, 5, 6, 7])
    expect(pageOf(teams, 8, 2)).toEqual([11, 12, 13, 14, 15, 16, 17, 18])
    expect(pageOf([1, 2], 8, 0)).toEqual([1, 2])
    expect([0, 8, 9].map(count => pagesOf(count, 8))).toEqual([1, 1, 2])
  })

  it('turns its pages by the clock alone', () => {
    expect(pageAt(12_000 * 7 + 1, 3, 12_000)).toBe(1)
    expect(pageAt(12_000 * 8, 3, 12_000)).toBe(2)
    expect(pageAt(99, 1, 12_000)).toBe(0)
  })

  it('flashes once for each that formed, one a second, and for none that had', () => {
    const flashes = new Flashes()
    const team = (code: string, formed: boolean) => ({ code, formed })
    flashes.see([team('a', true), team('b', false), team('c', false)], true)
    expect(flashes.next(0)).toBeNull()
    flashes.see([team('a', true), team('b', true), team('c', true)], false)
    expect(flashes.next(1000)).toBe('b')
    expect(flashes.next(1999)).toBeNull()
    expect(flashes.next(2000)).toBe('c')
    flashes.see([team('a', true), team('b', true), team('c', true)], false)
    expect(flashes.next(9000)).toBeNull()
  })

  it('forgets a flash whose team left meanwhile', () => {
    const flashes = new Flashes()
    flashes.see([], true)
    flashes.see([{ code: 'b', formed: true }], false)
    flashes.see([], false)
    expect(flashes.next(5000)).toBeNull()
  })
})

describe('seats', () => {
  it('are as they are told, and counted where there are too many to tell', () => {
    const told = [
      { number: 2, state: 'FILLED' as const, member: { displayName: '王*' } },
      { number: 1, state: 'RELEASED' as const },
      { number: 3, state: 'HELD' as const },
    ]
    expect(ringSeats(3, 1, told, true).map(seat => [seat.look, seat.sign])).toEqual([['empty', ''], ['filled', '王'], ['held', '']])
    expect(ringSeats(120, 2, told).filter(seat => seat.look === 'filled')).toHaveLength(2)
    expect(formedSeats(4).every(seat => seat.look === 'won')).toBe(true)
  })
})

describe('the draw', () => {
  it('lays winners out by their number and follows the latest', () => {
    expect(boardOf(3, 1, false, false, 0)).toEqual({ layout: 'cards', page: 0, pages: 1, from: 1, to: 3 })
    expect(boardOf(60, 13, false, false, 0)).toMatchObject({ layout: 'grid', pages: 1, to: 60 })
    expect(boardOf(450, 97, false, false, 0)).toMatchObject({ layout: 'wall', page: 1, pages: 5, from: 97, to: 192 })
    expect(boardOf(450, 96, false, false, 0)).toMatchObject({ page: 0 })
  })

  it('has listed all 450 within a minute once they are known', () => {
    const seen = new Set<number>()
    for (let now = 0; now < 60_000; now += 1000) {
      const { from, to } = boardOf(450, 450, true, false, now)
      for (let prize = from; prize <= to; prize++) seen.add(prize)
    }
    expect(seen.size).toBe(450)
  })

  it('gives the screen to winners once they are many', () => {
    const revealing = { name: 'REVEALING', shown: 1, of: 60, dueAt: null } as const
    expect(fillsTheScreen(revealing, 'grid')).toBe(true)
    expect(fillsTheScreen(revealing, 'cards')).toBe(false)
    expect(fillsTheScreen({ name: 'COUNTDOWN', digit: 3 }, 'wall')).toBe(false)
    expect(fillsTheScreen({ name: 'FROZEN', shown: 0, of: 60 }, 'wall')).toBe(false)
    expect(fillsTheScreen({ name: 'FROZEN', shown: 1, of: 60 }, 'wall')).toBe(true)
  })

  it('says hashes, odds, tickets and places shortly', () => {
    expect(shortened('9f31b7a4c0dec2a8')).toBe('9f31…c2a8')
    expect(shortened('abc')).toBe('abc')
    expect([oddsOf(3, 20), oddsOf(1, 3), oddsOf(1, 1_000_000), oddsOf(5, 2), oddsOf(1, 0)]).toEqual(['15%', '33.33%', '<0.01%', '100%', '—'])
    expect(tail('T108806')).toBe('8806')
    expect(placeOf({ seatNumber: 6, number: 11 }, true, 20)).toBe(0.25)
    expect(placeOf({ seatNumber: 6, number: 11 }, false, 20)).toBe(0.5)
    expect(placeOf(undefined, true, 20)).toBeNull()
  })
})

describe('which scene is shown', () => {
  const wall = frameOf(plain)
  const poster = frameOf({ ...plain, scene: 'POSTER' })
  it('is the frame as long as the server is heard of', () => {
    expect(shownOf(null, 'live', null).scene).toBe('HOLDING')
    for (const scene of ['WALL', 'FOCUS', 'RANKING', 'POSTER', 'MESSAGE', 'HOLDING'] as const) {
      expect(shownOf(frameOf({ ...plain, scene }), 'stale', null).scene).toBe(scene)
    }
  })

  it('gives way to a poster after two minutes, but for a draw', () => {
    expect(shownOf(wall, 'degraded', null)).toEqual({ scene: 'HOLDING', part: { url: wall.wall?.joinUrl } })
    expect(shownOf(wall, 'degraded', poster.poster).scene).toBe('POSTER')
    const part = drawPart({ winners: 3, seats: 20, names: 'plain', beacon: false, campaign: false })
    expect(shownOf({ ...wall, wall: null, scene: 'DRAW', draw: part }, 'degraded', poster.poster).scene).toBe('DRAW')
  })

  it('is another scene when what it is about changes', () => {
    const other = structuredClone(wall)
    if (other.wall) other.wall.joinUrl += '2'
    expect(keyOf(shownOf(wall, 'live', null))).not.toBe(keyOf(shownOf(other, 'live', null)))
  })
})

describe('small things', () => {
  it('holds what was used last', () => {
    const recent = new Recent<number>(2)
    recent.get('a', () => 1)
    recent.get('b', () => 2)
    recent.get('a', () => 9)
    recent.get('c', () => 3)
    expect(recent.size).toBe(2)
    expect(recent.get('a', () => 9)).toBe(1)
    expect(recent.get('b', () => 8)).toBe(8)
  })

  it('sizes a text by the room its signs take', () => {
    expect(widthOf('开团ab')).toBe(6)
    expect([sizeOf('今晚开团'), sizeOf('今'.repeat(30)), sizeOf('今'.repeat(110)), sizeOf('今'.repeat(200))]).toEqual(['huge', 'large', 'middle', 'small'])
  })

  it('says lengths and doors', () => {
    expect(lasting(3 * 60 + 12)).toEqual({ hours: 0, minutes: 3, seconds: 12 })
    expect(lasting(-5)).toEqual({ hours: 0, minutes: 0, seconds: 0 })
    expect(['/live', '/live/s', '/live/preview', '/live/x'].map(doorOf)).toEqual(['pairing', 'running', 'preview', 'pairing'])
  })

  it('reads what a preview is asked for, and nothing else', () => {
    expect(wished('?scene=draw&count=450&stage=revealing&shown=9&lang=en&theme=day&at=bad')).toMatchObject({ scene: 'DRAW', count: 450, stage: 'REVEALING', shown: 9, english: true, night: false, at: Date.parse('2026-11-22T12:17:20.000Z') })
    expect(wished('?scene=nonsense&count=-1&seats=1')).toMatchObject({ scene: 'WALL', count: 8, seats: 2, stage: null })
  })

  it('has draws that go by the clock', () => {
    const wishes = { winners: 450, seats: 20, names: 'plain' as const, beacon: false, campaign: true }
    const first = Date.parse('2026-11-22T12:17:23.000Z')
    expect(standingAt(wishes, first - 11_000).stage).toBe('LOCKED')
    expect(standingAt(wishes, first - 1)).toEqual({ stage: 'COUNTDOWN', revealed: 0 })
    expect(standingAt(wishes, first)).toEqual({ stage: 'REVEALING', revealed: 1 })
    expect(standingAt(wishes, first + 450 * stepOf(450))).toEqual({ stage: 'PUBLISHED', revealed: 450 })
    expect(450 * stepOf(450)).toBeLessThan(60_000)
    expect(momentOfDraw(wishes, 'REVEALING', 7).winners).toHaveLength(7)
  })
})
