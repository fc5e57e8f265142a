import { effectScope, ref } from 'vue'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { settings } from '@/kit/settings'
import { causeOf, doorOf, sumOf } from '@/shop/wallet/ledger'
import { barsOf } from '@/shop/wallet/schedule'
import { between, COUNT_MS, useCountUp } from '@/shop/wallet/useCountUp'

describe('a sum on its way', () => {
  afterEach(() => {
    settings.motion = 'system'
    vi.unstubAllGlobals()
  })

  it('begins where it was, ends exactly where it goes, and never passes it', () => {
    const to = 9_007_199_254_740_993n
    expect(between(100n, to, 0)).toBe(100n)
    expect(between(100n, to, 1)).toBe(to)
    for (let step = 0; step <= 10; step++) expect(between(0n, 1000n, step / 10) <= 1000n).toBe(true)
    expect(between(1000n, 0n, 0.5) < 1000n).toBe(true)
  })

  it('is over in 400 ms, and at once for who wants less motion', () => {
    expect(COUNT_MS).toBeLessThanOrEqual(400)
    const frames: FrameRequestCallback[] = []
    vi.stubGlobal('requestAnimationFrame', (frame: FrameRequestCallback) => frames.push(frame))
    vi.stubGlobal('cancelAnimationFrame', () => undefined)
    const scope = effectScope()
    const sum = ref(100n)
    const shown = scope.run(() => useCountUp(() => sum.value))!
    expect(shown.value).toBe(100n)
    return Promise.resolve()
      .then(() => (sum.value = 300n))
      .then(() => {
        const began = performance.now()
        frames.shift()?.(began + 100)
        expect(shown.value > 100n && shown.value < 300n).toBe(true)
        frames.shift()?.(began + COUNT_MS + 50)
        expect(shown.value).toBe(300n)
        expect(frames).toHaveLength(0)
        settings.motion = 'less'
        sum.value = 500n
      })
      .then(() => {
        expect(shown.value).toBe(500n)
        expect(frames).toHaveLength(0)
        scope.stop()
      })
  })
})

describe('an entry', () => {
  const entry = (kind: string) => ({ kind, order: { number: 'D1' }, draw: { uuid: 'u' } })

  it('leads to its cause', () => {
    expect(doorOf(entry('SUBSIDY'))).toEqual({ name: 'draw', params: { drawId: 'u' } })
    expect(doorOf(entry('TAKEBACK'))).toEqual({ name: 'order', params: { number: 'D1' } })
    expect(doorOf({ kind: 'DIVIDEND_PAID', order: null, draw: null })).toMatchObject({ hash: '#dividends' })
    expect(doorOf({ kind: 'WHAT_MAY_COME', order: null, draw: null })).toBeNull()
    expect(causeOf('WHAT_MAY_COME')).toBe('OTHER')
  })

  it('is spelled in its unit', () => {
    expect([sumOf('199', 'CNY', true), sumOf('-300', 'PTS', true), sumOf('10', 'SHARE')]).toEqual(['+¥1.99', '−300', '10'])
  })
})

it('a fund is bars: what is released, what comes next, what is locked', () => {
  const part = (k: number, fen: string, releasedAt: string | null) => ({ k, dueAt: '', releasedAt, amount: { fen } })
  expect(barsOf([part(1, '200', 'x'), part(2, '100', null), part(3, '1', null)])).toEqual([
    { k: 1, height: 100, state: 'released' },
    { k: 2, height: 50, state: 'next' },
    { k: 3, height: 12, state: 'locked' },
  ])
})
