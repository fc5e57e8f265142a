import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { backoff } from '@/kit/wire/backoff'
import { connection, healthAfter } from '@/kit/wire/connection'
import { NoAnswer, Refused, refusalIn } from '@/kit/wire/faults'
import { Line } from '@/kit/wire/line'
import type { Sink } from '@/kit/wire/transports'
import { unreachable } from '@/kit/wire/ways'

interface Opened {
  way: string
  sink: Sink
  ended: boolean
}

const HUNG_UP = vi.hoisted(() => Symbol('hung up'))
const net = vi.hoisted(() => ({ opened: [] as Opened[], token: null as string | null }))
vi.mock('@/kit/wire/transports', () => ({
  HUNG_UP,
  token: () => net.token,
  open(way: string, _watching: unknown, sink: Sink) {
    const one: Opened = { way, sink, ended: false }
    net.opened.push(one)
    return () => (one.ended = true)
  },
}))

const document_ = { toString: () => 'subscription S { s }' } as never
const last = (): Opened => net.opened.at(-1) as Opened
const live = () => net.opened.filter(one => !one.ended).length

let lines: Line<unknown, unknown>[] = []
function line(more: Partial<ConstructorParameters<typeof Line<unknown, unknown>>[0]> = {}) {
  const next = vi.fn()
  const one = new Line<unknown, unknown>({ document: document_, variables: () => ({}), poll: null, next, ...more })
  lines.push(one)
  return { one, next }
}

function hide(hidden: boolean): void {
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden })
  document.dispatchEvent(new Event('visibilitychange'))
}

beforeEach(() => {
  vi.useFakeTimers()
  net.opened = []
  net.token = null
  // Which way works is known to all lines: each test begins with the best one again.
  unreachable()
})
afterEach(() => {
  hide(false)
  lines.forEach(each => each.stop())
  lines = []
  expect(connection.wanted).toBe(0)
  expect(connection.hearing).toBe(0)
  vi.useRealTimers()
})

describe('a line', () => {
  it('opens one socket and hears it', () => {
    const { next } = line()
    expect(net.opened.map(one => one.way)).toEqual(['ws'])
    last().sink.opened()
    expect(connection.lostAt).toBeNull()
    last().sink.next({ version: 1 })
    expect(next).toHaveBeenCalledWith({ version: 1 })
  })

  it('hears as soon as the server listens: a resumed log may have nothing to say', () => {
    line()
    expect(connection.hearing).toBe(0)
    last().sink.opened()
    expect(connection.hearing).toBe(1)
  })

  it('goes down to streams and to asking where the better ways never open', async () => {
    const poll = vi.fn(async () => ({ version: 2 }))
    const polled = vi.fn()
    line({ poll, polled })
    last().sink.ended(null)
    expect(last().way).toBe('sse')
    last().sink.ended(null)
    await vi.advanceTimersByTimeAsync(0)
    expect(polled).toHaveBeenCalledWith({ version: 2 })
    await vi.advanceTimersByTimeAsync(6000)
    expect(poll.mock.calls.length).toBeGreaterThanOrEqual(2)
    // After a minute the best way is tried again.
    await vi.advanceTimersByTimeAsync(66_000)
    expect(last().way).toBe('ws')
  })

  it('never asks twice at once, however slow the answer', async () => {
    let answer: (() => void) | undefined
    const poll = vi.fn(() => new Promise<void>(resolve => (answer = resolve)))
    line({ poll })
    last().sink.ended(null)
    last().sink.ended(null)
    await vi.advanceTimersByTimeAsync(30_000)
    expect(poll).toHaveBeenCalledTimes(1)
    answer?.()
    await vi.advanceTimersByTimeAsync(6000)
    expect(poll).toHaveBeenCalledTimes(2)
  })

  it('is back on the best way as soon as a dead server answers', async () => {
    let alive = false
    line({ poll: async () => (alive ? {} : Promise.reject(new NoAnswer())) })
    last().sink.opened()
    last().sink.ended(null)
    await vi.advanceTimersByTimeAsync(1400)
    last().sink.ended(null)
    last().sink.ended(null)
    await vi.advanceTimersByTimeAsync(20_000)
    expect(connection.hearing).toBe(0)
    alive = true
    await vi.advanceTimersByTimeAsync(6000)
    expect(last().way).toBe('ws')
    last().sink.opened()
    expect(connection.hearing).toBe(1)
  })

  it('tries again after 1-2-4-8-15 s, give or take', async () => {
    expect([0, 1, 2, 3, 4, 9].map(attempt => backoff(attempt, 0.5))).toEqual([1000, 2000, 4000, 8000, 15_000, 15_000])
    expect(backoff(0, 0)).toBe(700)
    expect(backoff(4, 1)).toBeCloseTo(19_500)
    line()
    const waits: number[] = []
    for (let n = 0; n < 5; n++) {
      last().sink.opened()
      const before = net.opened.length
      last().sink.ended(null)
      let waited = 0
      while (net.opened.length === before) {
        await vi.advanceTimersByTimeAsync(100)
        waited += 100
      }
      waits.push(waited)
    }
    ;[1000, 2000, 4000, 8000, 15_000].forEach((step, n) => {
      expect(waits[n]).toBeGreaterThanOrEqual(step * 0.7 - 100)
      expect(waits[n]).toBeLessThanOrEqual(step * 1.3 + 100)
    })
  })

  it('begins with a second again after it held', async () => {
    line()
    for (let n = 0; n < 4; n++) {
      last().sink.opened()
      last().sink.ended(null)
      await vi.advanceTimersByTimeAsync(20_000)
    }
    last().sink.opened()
    await vi.advanceTimersByTimeAsync(11_000)
    const before = net.opened.length
    last().sink.ended(null)
    await vi.advanceTimersByTimeAsync(1400)
    expect(net.opened.length).toBe(before + 1)
  })

  it('ends at a refusal, is missed by nobody, and can be asked again', async () => {
    const refused = vi.fn()
    const { one } = line({ refused })
    last().sink.opened()
    last().sink.ended([{ message: 'no', extensions: { code: 'NOT_FOUND' } }])
    expect(refused.mock.calls[0]?.[0]).toMatchObject({ code: 'NOT_FOUND' })
    await vi.advanceTimersByTimeAsync(60_000)
    window.dispatchEvent(new Event('online'))
    expect(net.opened.length).toBe(1)
    expect(connection.lostAt).toBeNull()
    one.again()
    expect(net.opened.length).toBe(2)
  })

  it('goes on where the server was only busy', async () => {
    const refused = vi.fn()
    line({ refused })
    last().sink.opened()
    last().sink.ended([{ extensions: { code: 'RATE_LIMITED' } }])
    await vi.advanceTimersByTimeAsync(1400)
    expect(refused).not.toHaveBeenCalled()
    expect(net.opened.length).toBe(2)
  })

  it('opens at once what was hung up to show another token', () => {
    line()
    last().sink.opened()
    last().sink.ended(HUNG_UP)
    expect(net.opened.length).toBe(2)
    expect(last().way).toBe('ws')
  })

  it('sleeps after a minute unseen, is no fault then, and wakes at once', async () => {
    line()
    last().sink.opened()
    hide(true)
    await vi.advanceTimersByTimeAsync(59_000)
    expect(last().ended).toBe(false)
    await vi.advanceTimersByTimeAsync(2000)
    expect(last().ended).toBe(true)
    expect(connection.lostAt).toBeNull()
    window.dispatchEvent(new Event('online'))
    expect(net.opened.length).toBe(1)
    hide(false)
    expect(net.opened.length).toBe(2)
  })

  it('sleeps even where it broke while unseen', async () => {
    line()
    last().sink.opened()
    hide(true)
    last().sink.ended(null)
    await vi.advanceTimersByTimeAsync(61_000)
    const tries = net.opened.length
    await vi.advanceTimersByTimeAsync(120_000)
    expect(net.opened.length).toBe(tries)
    expect(net.opened.every(one => one.ended || one === net.opened[0])).toBe(true)
  })

  it('is never open twice, and leaves nothing behind', async () => {
    const { one } = line()
    last().sink.opened()
    window.dispatchEvent(new Event('offline'))
    window.dispatchEvent(new Event('online'))
    one.again()
    one.again()
    expect(live()).toBe(1)
    one.stop()
    expect(live()).toBe(0)
    one.again()
    window.dispatchEvent(new Event('online'))
    hide(false)
    await vi.advanceTimersByTimeAsync(120_000)
    expect(live()).toBe(0)
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('a refusal', () => {
  it('is final by its code, and a closed door only to whoever showed a token', () => {
    expect(refusalIn([{ extensions: { code: 'FORBIDDEN' } }], false)).toBeInstanceOf(Refused)
    expect(refusalIn([{ extensions: { code: 'TIMEOUT' } }], true)).toBeNull()
    expect(refusalIn({ code: 4401 }, true)?.code).toBe('UNAUTHENTICATED')
    expect(refusalIn({ code: 4401 }, false)).toBeNull()
    const answer = (type: string) => ({ response: new Response('', { status: 401, headers: { 'content-type': type } }) })
    expect(refusalIn(answer('application/graphql-response+json'), true)?.code).toBe('UNAUTHENTICATED')
    // Somebody between us: a wall that forgot its token for that would have to be paired by hand.
    expect(refusalIn(answer('text/html'), true)).toBeNull()
    expect(refusalIn(null, true)).toBeNull()
  })
})

describe('health', () => {
  it('is quiet for 3 s, then says so, stale after 15 s, degraded after 2 min', () => {
    expect([null, 0, 2999, 3000, 14_999, 15_000, 119_999, 120_000].map(healthAfter)).toEqual([
      'live', 'quiet', 'quiet', 'retrying', 'retrying', 'stale', 'stale', 'degraded',
    ])
  })
})
