import { describe, expect, it, vi } from 'vitest'
import { laid } from '@/shop/campaign/standing'
import { pagesOf, MOST, type Page } from '@/shop/campaigns/pages'
import { phaseOf } from '@/shop/campaigns/phase'
import { tongue } from '@/kit/words/tongue'
import { said, titleOf } from '@/shop/campaigns/titles'
import { leavingOf, paced, ranked } from '@/shop/feed/filling'
import { addressOf, wishOf } from '@/shop/search/wish'
import { newer } from '@/shop/teaming/useTeamsLive'

describe('the strip', () => {
  const team = (code: string, seatsLeft: number, closesAt: string, status = 'OPEN') => ({ code, status, seatsLeft, closesAt })

  it('puts the most nearly full first, of those the first to close, and drops who went', () => {
    const teams = [team('A', 2, '2026-01-01T10:00Z'), team('B', 1, '2026-01-01T12:00Z'), team('C', 1, '2026-01-01T11:00Z'), team('D', 0, '2026-01-01T09:00Z', 'FORMED')]
    expect(ranked(teams).map(each => each.code)).toEqual(['C', 'B', 'A'])
  })

  it('says why a team leaves', () => {
    expect(leavingOf({ status: 'OPEN', seatsLeft: 1 })).toBeNull()
    expect(leavingOf({ status: 'OPEN', seatsLeft: 0 })).toBe('FULL')
    expect(leavingOf({ status: 'SETTLED', seatsLeft: 0 })).toBe('FORMED')
    expect(leavingOf({ status: 'FAILED', seatsLeft: 2 })).toBe('CLOSED')
  })

  it('keeps the later word about a team', () => {
    expect(newer({ version: 3 }, { version: 2 })).toEqual({ version: 3 })
    expect(newer({ version: 3 }, { version: 4 })).toEqual({ version: 4 })
    expect(newer(undefined, { version: 1 })).toEqual({ version: 1 })
  })

  it('changes places at once, then never twice within three seconds, and forgets no change', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    try {
      const run = vi.fn()
      const pace = paced(run, 3000)
      pace.ask()
      expect(run).toHaveBeenCalledTimes(1)
      for (let at = 0; at < 29; at++) {
        vi.advanceTimersByTime(100)
        pace.ask()
      }
      expect(run).toHaveBeenCalledTimes(1)
      vi.advanceTimersByTime(200)
      expect(run).toHaveBeenCalledTimes(2)
      vi.advanceTimersByTime(10_000)
      expect(run).toHaveBeenCalledTimes(2)
      pace.ask()
      pace.ask()
      pace.stop()
      vi.advanceTimersByTime(10_000)
      expect(run).toHaveBeenCalledTimes(3)
    } finally {
      vi.useRealTimers()
    }
  })
})

describe('the list of teams to join', () => {
  it('keeps the places of those that were there, also of who says goodbye', () => {
    expect(laid(['A', 'B', 'C'], ['C', 'A', 'D'], ['B'])).toEqual(['A', 'B', 'C', 'D'])
    expect(laid(['A', 'B', 'C'], ['C', 'A', 'D'], [])).toEqual(['A', 'C', 'D'])
  })
})

describe('where an offer stands', () => {
  const offer = { status: 'PUBLISHED' as const, startsAt: '2026-01-01T10:00:00Z', endsAt: '2026-01-02T10:00:00Z', stockLeft: 1 }
  const at = (iso: string) => Date.parse(iso)

  it('opens and ends at its instants', () => {
    expect(phaseOf(offer, at('2026-01-01T09:59:59Z'))).toBe('COMING')
    expect(phaseOf(offer, at('2026-01-01T10:00:00Z'))).toBe('OPEN')
    expect(phaseOf(offer, at('2026-01-02T10:00:00Z'))).toBe('ENDED')
  })

  it('is sold out only while it would be open', () => {
    expect(phaseOf({ ...offer, stockLeft: 0 }, at('2026-01-01T11:00:00Z'))).toBe('SOLD_OUT')
    expect(phaseOf({ ...offer, stockLeft: 0 }, at('2026-01-01T09:00:00Z'))).toBe('COMING')
    expect(phaseOf({ ...offer, status: 'PAUSED' }, at('2026-01-01T11:00:00Z'))).toBe('PAUSED')
    expect(phaseOf({ ...offer, status: 'ENDED' }, at('2026-01-01T09:00:00Z'))).toBe('ENDED')
  })
})

describe('names', () => {
  const campaign = { title: '老藤猕猴桃 2 人团', product: { title: '老藤猕猴桃', titleEn: 'Old-vine kiwi fruit' } }

  it('are in the language that is read, or say which they are in', () => {
    expect(titleOf(campaign, 'zh-CN')).toEqual({ text: '老藤猕猴桃 2 人团', lang: undefined })
    expect(titleOf(campaign, 'en')).toEqual({ text: 'Old-vine kiwi fruit', lang: undefined })
    expect(said('梨', '', 'en')).toEqual({ text: '梨', lang: 'zh-CN' })
  })

  it('are taken for Chinese by their signs', () => {
    expect(tongue('王*明')).toBe('zh-CN')
    expect(tongue('H***t')).toBeUndefined()
  })
})

describe('a list by pages', () => {
  const page = (names: string[], endCursor: string | null): Page<{ name: string }> => ({ nodes: names.map(name => ({ name })), pageInfo: { hasNextPage: endCursor !== null, endCursor } })

  it('shows a row once that moved to the next page meanwhile', async () => {
    const pages = pagesOf({ first: () => page(['a', 'b'], '1'), fetch: async () => page(['b', 'c'], null), keyOf: row => row.name })
    await pages.next()
    expect(pages.rows.value.map(row => row.name)).toEqual(['a', 'b', 'c'])
    expect([pages.more.value, pages.cut.value]).toEqual([false, false])
  })

  it('asks once for a page however often it is wished, and has an end', async () => {
    let pagesAsked = 0
    const fetch = async (after: string) => page(Array.from({ length: 50 }, (_, at) => `${after}-${at}`), `${++pagesAsked}x`)
    const pages = pagesOf({ first: () => page(['a'], '0'), fetch, keyOf: row => row.name })
    await Promise.all([pages.next(), pages.next()])
    expect(pagesAsked).toBe(1)
    for (let at = 0; at < 10; at++) await pages.next()
    expect(pages.rows.value).toHaveLength(MOST)
    expect([pages.more.value, pages.cut.value]).toEqual([false, true])
    expect(pagesAsked).toBe(3)
  })

  it('says that a page did not come, and takes none of another list', async () => {
    let answer: (page: Page<{ name: string }>) => void = () => undefined
    const fetch = vi.fn<(after: string) => Promise<Page<{ name: string }>>>().mockRejectedValueOnce(new Error('lost'))
    const pages = pagesOf({ first: () => page(['a'], '0'), fetch, keyOf: row => row.name })
    await pages.next()
    expect(pages.lost.value).toBe(true)
    fetch.mockImplementationOnce(() => new Promise(resolve => (answer = resolve)))
    const late = pages.next()
    pages.restart()
    answer(page(['of another list'], null))
    await late
    expect(pages.rows.value.map(row => row.name)).toEqual(['a'])
  })
})

describe('a search as an address', () => {
  it('comes back as it was, without what is usual', () => {
    const wish = { search: '茶', shelf: 'tea', sort: 'CHEAPEST' as const }
    expect(wishOf(addressOf(wish))).toEqual(wish)
    expect(addressOf({ search: '', shelf: '', sort: 'NEWEST' })).toEqual({})
  })

  it('is bounded, and takes no nonsense', () => {
    expect(wishOf({ q: 'x'.repeat(99), sort: 'worst', shelf: ['a'] })).toEqual({ search: 'x'.repeat(60), shelf: '', sort: 'NEWEST' })
  })
})
