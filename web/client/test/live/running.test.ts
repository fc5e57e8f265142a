import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref, shallowRef } from 'vue'
import { clock } from '@/kit/time/clock'
import * as wire from '@/kit/wire/client'
import { usePairing } from '@/live/pairing/usePairing'
import { reloadIfAlive } from '@/live/running/alive'
import { useReports } from '@/live/running/useReports'
import { useWatchdog } from '@/live/running/useWatchdog'
import * as reports from '@/live/wire/report'
import type { Frame } from '@/live/wire/useFrame'

const told = vi.hoisted(() => ({ pairing: null as unknown as { value: unknown } }))
const seconds = vi.hoisted(() => ({ now: null as unknown as { value: number } }))
vi.mock('@/kit/wire/useWatch', async () => {
  const { shallowRef } = await import('vue')
  return { useWatch: () => ({ value: (told.pairing = shallowRef(null)), refused: shallowRef(null) }) }
})
vi.mock('@/kit/time/clock', async original => {
  const { ref } = await import('vue')
  return { ...(await original<object>()), useNow: () => (seconds.now = ref(0)) }
})

let scope = effectScope()
beforeEach(() => {
  vi.useFakeTimers()
  scope = effectScope()
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('pairing', () => {
  it('asks for one code, however many say that the last is over', async () => {
    const started = (code: string) => ({
      startPairing: { __typename: 'PairingStarted', code, secret: code, serverTime: new Date(clock.now()).toISOString(), expiresAt: new Date(clock.now() + 60_000).toISOString() },
    })
    let n = 0
    const tell = vi.spyOn(wire, 'tell').mockImplementation(async () => started(`C${++n}`) as never)
    const pairing = scope.run(() => usePairing(() => undefined)) as ReturnType<typeof usePairing>
    window.dispatchEvent(new Event('online'))
    await vi.advanceTimersByTimeAsync(0)
    expect([tell.mock.calls.length, pairing.code.value]).toEqual([1, 'C1'])
    told.pairing.value = { state: 'EXPIRED' }
    seconds.now.value = clock.now() + 61_000
    await nextTick()
    await vi.advanceTimersByTimeAsync(0)
    expect([tell.mock.calls.length, pairing.code.value]).toEqual([2, 'C2'])
  })
})

describe('a report', () => {
  it('is given as soon as there is a frame, and every half minute', async () => {
    vi.stubGlobal('requestAnimationFrame', (frame: (now: number) => void) => setTimeout(() => frame(performance.now()), 16))
    const report = vi.spyOn(reports, 'report').mockResolvedValue(true)
    const frame = shallowRef<Frame | null>(null)
    scope.run(() => useReports(() => frame.value))
    await vi.advanceTimersByTimeAsync(5000)
    expect(report).not.toHaveBeenCalled()
    frame.value = { version: 1, scene: 'WALL' } as Frame
    await vi.advanceTimersByTimeAsync(2000)
    expect(report).toHaveBeenCalledTimes(1)
    frame.value = { version: 2, scene: 'WALL' } as Frame
    await vi.advanceTimersByTimeAsync(2000)
    expect(report).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(23_000)
    expect(report).toHaveBeenCalledTimes(2)
    vi.unstubAllGlobals()
  })
})

describe('the watchdog', () => {
  it('takes seconds that stand still for a page that hangs, unless nobody sees it', () => {
    const worker = { postMessage: vi.fn(), terminate: vi.fn(), onmessage: (_: unknown) => undefined }
    vi.stubGlobal('Worker', vi.fn(function () { return worker }))
    const reload = vi.fn()
    scope.run(() => useWatchdog(reload))
    const beats = () => {
      worker.postMessage.mockClear()
      worker.onmessage({ data: 'beat' })
      return worker.postMessage.mock.calls.length
    }
    const hidden = ref(false)
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden.value })
    seconds.now.value = 1000
    expect([beats(), beats()]).toEqual([1, 0])
    hidden.value = true
    expect([beats(), beats()]).toEqual([1, 1])
    hidden.value = false
    worker.onmessage({ data: 'reload' })
    expect(reload).toHaveBeenCalledTimes(1)
    vi.unstubAllGlobals()
  })
})

describe('a page that is to be loaded anew', () => {
  it('stays while nobody would send it', async () => {
    const reload = vi.spyOn(location, 'reload').mockImplementation(() => undefined)
    const fetched = vi.spyOn(globalThis, 'fetch')
    for (const answer of [() => Promise.reject(new TypeError()), async () => new Response('', { status: 502 })]) {
      fetched.mockImplementationOnce(answer)
      await reloadIfAlive()
    }
    expect(reload).not.toHaveBeenCalled()
    fetched.mockResolvedValueOnce(new Response('ok'))
    await reloadIfAlive()
    expect(reload).toHaveBeenCalledTimes(1)
  })
})
