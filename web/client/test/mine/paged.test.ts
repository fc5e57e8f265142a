import { effectScope, nextTick, ref } from 'vue'
import { describe, expect, it, vi } from 'vitest'
import { asker } from '@/kit/wire/asker'
import { NoAnswer, Refused } from '@/kit/wire/client'
import { coalesced } from '@/shop/me/coalesced'
import { pageWhere, renewed, usePaged, type PageOf } from '@/shop/me/usePaged'

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

describe('a paged list that is somebody\'s', () => {
  it('is emptied and read anew where somebody else asks', async () => {
    const ask = vi.fn(async () => page(['mine']))
    asker.value = undefined
    const { list, scope } = listed(ask)
    asker.value = 'one'
    await answered()
    expect([list.rows.value, ask.mock.calls.length]).toEqual([['mine'], 1])
    ask.mockImplementation(() => new Promise(() => undefined))
    asker.value = null
    await answered()
    expect([list.rows.value, list.state.value]).toEqual([[], 'loading'])
    scope.stop()
  })

  it('is not shown to whoever is signed out meanwhile', async () => {
    const ask = vi.fn(async () => page(['mine'], 'mine'))
    const { list, scope } = listed(ask)
    await answered()
    ask.mockRejectedValue(new Refused('', 'UNAUTHENTICATED'))
    await list.more()
    expect([list.rows.value, list.state.value, list.hasMore.value]).toEqual([[], 'refused', false])
    scope.stop()
  })

  it('takes a server that is busy or broken for one that does not answer, and says where more did not come', async () => {
    const ask = vi.fn(async () => page(['a'], 'a'))
    const { list, scope } = listed(ask)
    await answered()
    ask.mockRejectedValue(new Refused('', 'BAD_INPUT'))
    await list.more()
    expect([list.state.value, list.lost.value, list.rows.value]).toEqual(['ready', true, ['a']])
    for (const code of ['INTERNAL', 'RATE_LIMITED']) {
      ask.mockRejectedValue(new Refused('', code))
      await list.renew()
      expect(list.state.value).toBe('old')
    }
    scope.stop()
    const { list: other, scope: its } = listed(async () => Promise.reject(new Refused('', 'INTERNAL')))
    await answered()
    expect(other.state.value).toBe('failed')
    its.stop()
  })

  it('of which only some fit is read on to the next that does', async () => {
    const pages: Record<string, PageOf<string>> = { '': page(['a', 'b'], 'b'), b: page(['c'], 'c'), c: page(['d!', 'e'], 'e') }
    const ask = async (after: string | null) => pages[after ?? '']!
    const fits = (row: string) => row.endsWith('!')
    expect(await pageWhere(ask, null, fits)).toEqual(page(['d!'], 'e'))
    expect(await pageWhere(ask, null, () => true)).toEqual(page(['a', 'b'], 'b'))
    const none = vi.fn(async (after: string | null) => page(['x'], `${after}x`))
    expect(await pageWhere(none, null, fits)).toMatchObject({ nodes: [], pageInfo: { hasNextPage: true } })
    expect(none.mock.calls.length).toBeLessThan(10)
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
