import { effectScope, nextTick, ref, shallowRef } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { useHighlight } from '@/kit/draws/useHighlight'
import type { Told } from '@/kit/draws/staging'
import type { DrawMoment, Winner } from '@/kit/draws/useDraw'
import { sayScene, type DrawOnPage, type Say, type Told as Shown } from '@/shop/draws/sayScene'
import { useCheer } from '@/shop/draws/cheer'

const t: Say = (key, named, count) => [key, ...Object.values(named ?? {}), ...(count === undefined ? [] : [count])].join(' ')
const winner = { prize: 1, seatNumber: 5, number: 5, member: { displayName: '赵*' } } as Winner

function shown(scene: Shown['scene'], over: Partial<Shown> = {}): Shown {
  const draw = { scope: 'TEAM', commitment: 'ab'.repeat(32), team: { size: 8 } } as DrawOnPage
  const moment = { firstRevealAt: '2030-01-01T12:00:00Z', draw: { mode: 'OPERATOR_COMMIT', paid: 3, voidReason: null } } as unknown as DrawMoment
  return { scene, moment, draw, last: null, now: 0, language: 'zh-CN', ...over }
}

describe('what is said of a scene', () => {
  it('shows the last winner in the ring, and how many before the first', () => {
    expect(sayScene(t, shown({ name: 'REVEALING', shown: 0, of: 3, dueAt: 1 })).label).toBe('0/3')
    const said = sayScene(t, shown({ name: 'REVEALING', shown: 1, of: 3, dueAt: 1 }, { last: winner }))
    expect([said.headline, said.label, said.sub]).toEqual(['REVEALING', '5', '赵*'])
    expect(sayScene(t, shown({ name: 'REVEALING', shown: 3, of: 3, dueAt: null }, { last: winner })).headline).toBe('allShown')
  })

  it('counts seconds, and minutes before', () => {
    expect(sayScene(t, shown({ name: 'COUNTDOWN', digit: 7 })).label).toBe('7')
    expect(sayScene(t, shown({ name: 'LOCKED', secondsLeft: 75 })).label).toBe('01:15')
  })

  it('names what is awaited when it is late, and the beacon only where one decides', () => {
    const late = { name: 'DELAYED', awaited: 'FIRST', since: 0, shown: 0, of: 3 } as const
    expect(sayScene(t, shown(late)).lines).toHaveLength(2)
    const beacon = shown(late)
    beacon.moment = { ...beacon.moment, draw: { ...beacon.moment.draw, mode: 'PUBLIC_BEACON', round: 9 } }
    expect(sayScene(t, beacon).lines[1]).toBe('delayedBeacon 9')
  })

  it('tells what was fixed while it cannot hear', () => {
    expect(sayScene(t, shown({ name: 'FROZEN', shown: 0, of: 3 })).lines[1]).toBe('frozenBy abababab…abab')
  })
})

describe('the highlight on a page', () => {
  const FIRST = Date.parse('2030-01-01T12:00:00Z')
  beforeEach(() => vi.useFakeTimers({ now: FIRST - 60_000, toFake: ['Date', 'setTimeout', 'clearTimeout', 'requestAnimationFrame', 'performance'] }))
  afterEach(() => vi.useRealTimers())

  it('goes round before a winner is due and stands on them once they came', async () => {
    const told = shallowRef<Told>({ version: 2, stage: 'LOCKED', revealed: 0, prizes: 2, firstRevealAt: new Date(FIRST).toISOString(), revealStepMs: 1800 })
    const scope = effectScope()
    const place = scope.run(() => useHighlight(told, () => 0.25))!
    expect(place.value).toBeNull()
    await vi.advanceTimersByTimeAsync(59_000)
    const early = place.value
    await vi.advanceTimersByTimeAsync(200)
    expect(early).not.toBeNull()
    expect(place.value).not.toBe(early)
    await vi.advanceTimersByTimeAsync(800)
    told.value = { ...told.value, stage: 'REVEALING', revealed: 1, version: 5 }
    await nextTick()
    await vi.advanceTimersByTimeAsync(400)
    expect(place.value).toBe(0.25)
    scope.stop()
  })

  it('stands at once where somebody comes late', () => {
    const told = shallowRef<Told>({ version: 6, stage: 'REVEALING', revealed: 2, prizes: 2, firstRevealAt: new Date(FIRST - 70_000).toISOString(), revealStepMs: 1800 })
    const scope = effectScope()
    const place = scope.run(() => useHighlight(told, () => 0.5))!
    expect(place.value).toBe(0.5)
    scope.stop()
  })
})

describe('a cheer', () => {
  beforeEach(() => localStorage.clear())

  it('comes once for a win of one’s own', async () => {
    const won = ref<string | null>(null)
    const scope = effectScope()
    const cheering = scope.run(() => useCheer(() => won.value))!
    expect(cheering.value).toBe(false)
    won.value = 'a'
    await nextTick()
    expect(cheering.value).toBe(true)
    scope.stop()
    const again = effectScope()
    expect(again.run(() => useCheer(() => 'a'))!.value).toBe(false)
    again.stop()
  })
})
