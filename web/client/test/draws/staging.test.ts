import { describe, expect, it } from 'vitest'
import { gapAfter, merged } from '@/kit/draws/board'
import { dueAt, landing, layoutOf, placeOnRing, sceneAt, travelled, type Told } from '@/kit/draws/staging'

const FIRST = Date.parse('2030-01-01T12:00:00Z')

function told(over: Partial<Told> = {}): Told {
  return {
    version: 2,
    stage: 'LOCKED',
    revealed: 0,
    prizes: 3,
    firstRevealAt: new Date(FIRST).toISOString(),
    revealStepMs: 1800,
    ...over,
  }
}

const revealing = (shown: number) => told({ stage: 'REVEALING', revealed: shown, version: 4 + shown })

describe('a scene', () => {
  it('waits for entries, and is closing once nobody can enter', () => {
    const open = told({ stage: 'SCHEDULED', firstRevealAt: null, prizes: null })
    expect(sceneAt(open, FIRST).name).toBe('SCHEDULED')
    const closed = { ...open, closedAt: new Date(FIRST).toISOString() }
    expect(sceneAt(closed, FIRST - 1).name).toBe('SCHEDULED')
    expect(sceneAt(closed, FIRST + 1).name).toBe('CLOSING')
    expect(sceneAt(closed, FIRST + 61_000)).toMatchObject({ name: 'DELAYED', awaited: 'LOCK', since: FIRST })
  })

  it('is locked until ten seconds before the first winner, then counts them', () => {
    expect(sceneAt(told(), FIRST - 11_000)).toEqual({ name: 'LOCKED', secondsLeft: 11 })
    const digits = Array.from({ length: 10 }, (_, second) => sceneAt(told(), FIRST - 10_000 + second * 1000))
    expect(digits).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1].map(digit => ({ name: 'COUNTDOWN', digit })))
    expect(sceneAt(told(), FIRST - 1)).toEqual({ name: 'COUNTDOWN', digit: 1 })
    expect(sceneAt(told({ stage: 'COUNTDOWN' }), FIRST - 30_000)).toEqual({ name: 'COUNTDOWN', digit: 10 })
  })

  it('shows nobody who was not told, however late it is', () => {
    expect(sceneAt(told(), FIRST)).toEqual({ name: 'REVEALING', shown: 0, of: 3, dueAt: FIRST })
    expect(sceneAt(told(), FIRST + 3001)).toEqual({ name: 'DELAYED', awaited: 'FIRST', since: FIRST, shown: 0, of: 3 })
    expect(sceneAt(revealing(1), FIRST + 1800 + 3001)).toMatchObject({ name: 'DELAYED', awaited: 'NEXT', shown: 1 })
    expect(sceneAt(revealing(3), FIRST + 3 * 1800 + 15_001)).toMatchObject({ name: 'DELAYED', awaited: 'FILE', shown: 3 })
  })

  it('lands a late comer where it stands', () => {
    expect(sceneAt(revealing(2), FIRST + 2000)).toEqual({ name: 'REVEALING', shown: 2, of: 3, dueAt: FIRST + 3600 })
    expect(sceneAt(revealing(3), FIRST + 4000)).toEqual({ name: 'REVEALING', shown: 3, of: 3, dueAt: null })
    expect(sceneAt(told({ stage: 'PUBLISHED', revealed: 3 }), FIRST + 9e6)).toEqual({ name: 'PUBLISHED', of: 3 })
    expect(sceneAt(told({ stage: 'VOID' }), FIRST + 9e7).name).toBe('VOID')
    expect(sceneAt(told({ stage: 'NOT_HELD', firstRevealAt: null }), FIRST).name).toBe('NOT_HELD')
  })

  it('is frozen where it cannot hear and something is due, and counts down until then', () => {
    const deaf = { hears: false, lagMs: 0 }
    expect(sceneAt(told(), FIRST - 5000, deaf).name).toBe('COUNTDOWN')
    expect(sceneAt(revealing(1), FIRST + 1900, deaf)).toEqual({ name: 'FROZEN', shown: 1, of: 3 })
  })

  it('gives a page that polls the time it needs', () => {
    expect(sceneAt(told(), FIRST + 5000, { hears: true, lagMs: 6000 }).name).toBe('REVEALING')
    expect(sceneAt(told(), FIRST + 9500, { hears: true, lagMs: 6000 }).name).toBe('DELAYED')
  })
})

describe('the highlight', () => {
  it('slows down until the winner is due, and creeps on until they come', () => {
    const way = (at: number) => travelled(told(), FIRST + at) ?? NaN
    expect(travelled(told(), FIRST - 1801)).toBeNull()
    const steps = Array.from({ length: 18 }, (_, step) => way(-1800 + (step + 1) * 100) - way(-1800 + step * 100))
    steps.slice(1).forEach((step, index) => expect(step).toBeLessThan(steps[index] ?? 0))
    expect(steps.every(step => step > 0)).toBe(true)
    expect(way(100) - way(0)).toBeGreaterThan(0)
    expect(way(100) - way(0)).toBeLessThan((steps[0] ?? 0) / 3)
    expect(travelled(told(), FIRST + 3001)).toBeNull()
  })

  it('rests after a landing, and does not go where there is no time for it', () => {
    expect(travelled(revealing(1), FIRST + 300, FIRST + 600)).toBeNull()
    expect(travelled(revealing(1), FIRST + 700, FIRST + 600)).toBeGreaterThan(0)
    expect(travelled({ ...revealing(1), revealStepMs: 200 }, FIRST + 100)).toBeNull()
    expect(travelled(revealing(3), FIRST + 4000)).toBeNull()
  })

  it('goes on clockwise to the winner, past twelve too', () => {
    expect(landing(0.9, 0.1, 0)).toBeCloseTo(0.9)
    const middle = landing(0.9, 0.1, 60)
    expect(middle > 0.9 || middle < 0.1).toBe(true)
    expect(landing(0.9, 0.1, 240)).toBe(0.1)
    expect(placeOnRing(0.75, 2.5)).toBeCloseTo(0.25)
  })

  it('knows when each prize is due', () => {
    expect(dueAt(told(), 3)).toBe(FIRST + 3600)
    expect(dueAt(told({ firstRevealAt: null }), 1)).toBeNull()
  })
})

describe('the board of winners', () => {
  const prizes = (...all: number[]) => all.map(prize => ({ prize }))

  it('joins what came twice or out of order', () => {
    expect(merged(prizes(1, 2), prizes(2, 4, 3))).toEqual(prizes(1, 2, 3, 4))
  })

  it('says where the first one is missing', () => {
    expect(gapAfter(prizes(1, 2, 3), 3)).toBeNull()
    expect(gapAfter(prizes(1, 3), 3)).toBe(1)
    expect(gapAfter(prizes(351, 352), 352)).toBe(0)
    expect(gapAfter(prizes(1, 2), 5)).toBe(2)
    expect(gapAfter([], 0)).toBeNull()
  })

  it('is laid out by how many there are', () => {
    expect([12, 13, 60, 61, 450].map(layoutOf)).toEqual(['cards', 'grid', 'grid', 'wall', 'wall'])
  })
})
