import { effectScope, nextTick, ref } from 'vue'
import { describe, expect, it, vi } from 'vitest'
import { NoAnswer, Refused } from '@/kit/wire/client'
import { coalesced } from '@/shop/me/coalesced'
import { renewed, usePaged, type PageOf } from '@/shop/me/usePaged'

const key = (row: string) => row
const page = (nodes: string[], endCursor: string | null = null): PageOf<string> => ({ nodes, pageInfo: { hasNextPage: endCursor !== null, endCursor } })
const answered = async () => {
  for (let turn = 0; turn < 5; turn++) await nextTick()
}

function listed(ask: (after: string | null) => Promise<PageOf<string>>, of = ref('list')) {
  const scope = effectScope()
  const list = scope.run(() => usePaged<string>({ of, ask, key }))!
  return { list, scope, of }
}

describe('a renewed first page', () => {
  it('takes new rows in front and keeps the later ones', () => {
    expect(renewed(['e', 'd', 'c'], ['d', 'c', 'b', 'a'], key)).toEqual(['e', 'd', 'c', 'b', 'a'])
  })

  it('loses what left the list', () => {
    expect(renewed(['d', 'b'], ['d', 'c', 'b', 'a'], key)).toEqual(['d', 'b', 'a'])
  })

  it('does not pretend to know what lies between', () => {
    expect(renewed(['z', 'y'], ['b', 'a'], key)).toBeNull()
    expect(renewed([], ['a'], key)).toBeNull()
  })
})

describe('a paged list', () => {
  it('reads on from where it is, and keeps that place when it is renewed', async () => {
    const ask = vi.fn(async (after: string | null) => (after === null ? page(['d', 'c'], 'c') : page(['b', 'a'])))
    const { list, scope } = listed(ask)
    await answered()
    await list.more()
    expect(list.rows.value).toEqual(['d', 'c', 'b', 'a'])
    expect(list.hasMore.value).toBe(false)
    ask.mockImplementationOnce(async () => page(['e', 'd'], 'd'))
    await list.renew()
    expect(list.rows.value).toEqual(['e', 'd', 'c', 'b', 'a'])
    expect(list.hasMore.value).toBe(false)
    scope.stop()
  })

  it('reads another list when it is told to, and drops a late answer of the old one', async () => {
    let late: (page: PageOf<string>) => void = () => undefined
    const ask = vi.fn(() => new Promise<PageOf<string>>(resolve => (late = resolve)))
    const { list, scope, of } = listed(ask)
    const first = late
    of.value = 'other'
    await answered()
    late(page(['new']))
    first(page(['old']))
    await answered()
    expect(list.rows.value).toEqual(['new'])
    scope.stop()
  })

  it('says failed without rows, old with them, refused where the server said no', async () => {
    const ask = vi.fn(async (): Promise<PageOf<string>> => Promise.reject(new NoAnswer()))
    const { list, scope } = listed(ask)
    await answered()
    expect(list.state.value).toBe('failed')
    ask.mockImplementation(async () => page(['a']))
    await list.renew()
    ask.mockImplementation(async () => Promise.reject(new NoAnswer()))
    await list.renew()
    expect([list.state.value, list.rows.value]).toEqual(['old', ['a']])
    scope.stop()
    const { list: other, scope: its } = listed(async () => Promise.reject(new Refused('', 'UNAUTHENTICATED')))
    await answered()
    expect(other.state.value).toBe('refused')
    its.stop()
  })
})

describe('many reasons to ask', () => {
  it('are one question now and one more', async () => {
    const ends: (() => void)[] = []
    const deed = vi.fn(() => new Promise<void>(resolve => ends.push(resolve)))
    const again = coalesced(deed)
    for (let call = 0; call < 5; call++) again()
    expect(deed).toHaveBeenCalledTimes(1)
    ends.shift()?.()
    await answered()
    expect(deed).toHaveBeenCalledTimes(2)
    ends.shift()?.()
    await answered()
    expect(deed).toHaveBeenCalledTimes(2)
  })

  it('go on after one failed', async () => {
    const deed = vi.fn(async () => Promise.reject(new Error('no')))
    const again = coalesced(deed)
    again()
    await answered()
    again()
    await answered()
    expect(deed).toHaveBeenCalledTimes(2)
  })
})
