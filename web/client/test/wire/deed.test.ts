import { beforeEach, afterEach, describe, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { NoAnswer, Refused } from '@/kit/wire/faults'
import { useDeed } from '@/kit/wire/useDeed'

const tell = vi.hoisted(() => vi.fn())
vi.mock('@/kit/wire/client', async () => ({ ...(await import('@/kit/wire/faults')), tell }))

const JOIN = { toString: () => 'mutation Join($input: I!) { join(input: $input) { id } }' } as never
type Input = { code: string; idempotencyKey: string }
const keys = () => tell.mock.calls.map(call => (call[1] as { input: Input }).input.idempotencyKey)

function deed() {
  const scope = effectScope()
  const made = scope.run(() => useDeed<{ join: string }, Input>(JOIN))
  return { ...(made as NonNullable<typeof made>), leave: () => scope.stop() }
}

beforeEach(() => {
  vi.useFakeTimers()
  sessionStorage.clear()
  tell.mockReset()
})
afterEach(() => vi.useRealTimers())

describe('a deed', () => {
  it('has a key of its own each time it was answered', async () => {
    tell.mockResolvedValue({ join: 'ok' })
    const { run, doing } = deed()
    expect(await run({ code: 'A' })).toEqual({ join: 'ok' })
    await run({ code: 'A' })
    expect(new Set(keys()).size).toBe(2)
    expect(doing.value).toBe('idle')
  })

  it('asks again with the same key where the answer was lost, or the server failed or was late', async () => {
    tell.mockRejectedValueOnce(new NoAnswer()).mockRejectedValueOnce(new Refused('', 'INTERNAL')).mockRejectedValueOnce(new Refused('', 'TIMEOUT'))
    tell.mockResolvedValueOnce({ join: 'ok' })
    const { run, doing } = deed()
    const answer = run({ code: 'A' })
    await vi.advanceTimersByTimeAsync(0)
    expect(doing.value).toBe('checking')
    await vi.advanceTimersByTimeAsync(10_000)
    expect(await answer).toEqual({ join: 'ok' })
    expect(keys().length).toBe(4)
    expect(new Set(keys()).size).toBe(1)
  })

  it('is not done twice by pressing twice', async () => {
    let answer: ((data: unknown) => void) | undefined
    tell.mockImplementation(() => new Promise(resolve => (answer = resolve)))
    const { run } = deed()
    const both = [run({ code: 'A' }), run({ code: 'A' })]
    await vi.advanceTimersByTimeAsync(0)
    answer?.({ join: 'ok' })
    expect(await Promise.all(both)).toEqual([{ join: 'ok' }, { join: 'ok' }])
    expect(tell).toHaveBeenCalledTimes(1)
  })

  it('does not know after a minute, and keeps its key: for the next press, and for a page loaded anew', async () => {
    tell.mockRejectedValue(new NoAnswer())
    const first = deed()
    const answer = first.run({ code: 'A' })
    await vi.advanceTimersByTimeAsync(70_000)
    expect(await answer).toBeNull()
    expect(first.doing.value).toBe('unknown')
    first.leave()
    tell.mockResolvedValue({ join: 'ok' })
    expect(await deed().run({ code: 'A' })).toEqual({ join: 'ok' })
    expect(new Set(keys()).size).toBe(1)
  })

  it('asks about what was sent while it is not known, whatever is wished meanwhile', async () => {
    tell.mockRejectedValue(new NoAnswer())
    const { run, doing } = deed()
    const answer = run({ code: 'A' })
    await vi.advanceTimersByTimeAsync(70_000)
    await answer
    expect(doing.value).toBe('unknown')
    tell.mockResolvedValue({ join: 'ok' })
    expect(await run({ code: 'B' })).toEqual({ join: 'ok' })
    expect(new Set(keys()).size).toBe(1)
    expect(new Set(tell.mock.calls.map(call => (call[1] as { input: Input }).input.code))).toEqual(new Set(['A']))
    await run({ code: 'B' })
    expect(tell.mock.lastCall?.[1]).toMatchObject({ input: { code: 'B' } })
    expect(new Set(keys()).size).toBe(2)
  })

  it('is another deed with other wishes', async () => {
    tell.mockRejectedValueOnce(new NoAnswer()).mockResolvedValue({ join: 'ok' })
    const first = deed()
    void first.run({ code: 'A' })
    first.leave()
    await vi.advanceTimersByTimeAsync(0)
    await deed().run({ code: 'B' })
    expect(new Set(keys()).size).toBe(2)
  })

  it('throws what the server refused for good, and begins anew', async () => {
    tell.mockRejectedValueOnce(new Refused('no', 'UNAUTHENTICATED')).mockResolvedValue({ join: 'ok' })
    const { run, doing } = deed()
    await expect(run({ code: 'A' })).rejects.toThrow('no')
    expect(doing.value).toBe('idle')
    await run({ code: 'A' })
    expect(new Set(keys()).size).toBe(2)
  })
})
