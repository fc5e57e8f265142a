import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref, shallowRef } from 'vue'
import { useWinners, type DrawMoment } from '@/kit/draws/useDraw'
import * as wire from '@/kit/wire/client'

const ask = vi.spyOn(wire, 'ask')
const rows = (...prizes: number[]) => prizes.map(prize => ({ prize }))
const of = (...prizes: number[]) => ({ draw: { winners: rows(...prizes) } })
const revealed = (count: number, ...prizes: number[]) => ({ revealed: count, winners: rows(...prizes) }) as unknown as DrawMoment
const prizes = (winners: { value: readonly { prize: number }[] }) => winners.value.map(one => one.prize)

let scope = effectScope()
beforeEach(() => {
  vi.useFakeTimers()
  ask.mockReset()
  scope = effectScope()
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
})

describe('winners that no event told of', () => {
  it('are asked for until they are there, though no event comes any more', async () => {
    const moment = shallowRef<DrawMoment | null>(null)
    const winners = scope.run(() => useWinners(() => 'A', moment)) as ReturnType<typeof useWinners>
    ask.mockRejectedValueOnce(new wire.NoAnswer()).mockResolvedValueOnce(of(1)).mockResolvedValueOnce(of(2))
    moment.value = revealed(3, 3)
    await vi.advanceTimersByTimeAsync(0)
    expect(prizes(winners)).toEqual([3])
    await vi.advanceTimersByTimeAsync(1400)
    expect(prizes(winners)).toEqual([1, 2, 3])
    expect(ask.mock.calls.map(([, variables]) => variables)).toEqual([{ id: 'A', after: 0 }, { id: 'A', after: 0 }, { id: 'A', after: 1 }])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('are of the draw that is shown, and of no other', async () => {
    const id = ref('A')
    const moment = shallowRef<DrawMoment | null>(null)
    const winners = scope.run(() => useWinners(() => id.value, moment)) as ReturnType<typeof useWinners>
    let late: ((told: object) => void) | undefined
    ask.mockImplementationOnce(() => new Promise(resolve => (late = resolve as typeof late)))
    moment.value = revealed(2, 2)
    id.value = 'B'
    moment.value = null
    late?.(of(1))
    await nextTick()
    await vi.advanceTimersByTimeAsync(0)
    expect(prizes(winners)).toEqual([])
    ask.mockRejectedValue(new wire.NoAnswer())
    moment.value = revealed(1)
    scope.stop()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(vi.getTimerCount()).toBe(0)
    expect(ask).toHaveBeenCalledTimes(2)
  })
})
