import { beforeEach, describe, expect, it } from 'vitest'
import { spoken } from '@/kit/words/spoken'
import type { DrawnOrderFragment } from '@/shop/draws/draws.gql'
import { keepReceipts, keptReceipts, receiptsFile } from '@/shop/draws/receipts'
import { odds, resultOf, type MyEntry } from '@/shop/draws/result'
import { drawSeats, placeOf, type Ringed } from '@/shop/draws/seats'

const entry = (prize: number | null = null) => ({ serial: 1, prize }) as MyEntry
const order = (over: Partial<DrawnOrderFragment> = {}) =>
  ({ status: 'PAID', award: null, subsidy: null, ...over }) as DrawnOrderFragment

describe('my result', () => {
  it('is nothing without an entry, and waits while others are shown', () => {
    expect(resultOf('PUBLISHED', [], [], [])).toEqual({ name: 'none' })
    expect(resultOf('REVEALING', [entry()], [order()], [])).toEqual({ name: 'waiting', entries: 1 })
  })

  it('is won from the moment it was shown, before the money moved', () => {
    const live = resultOf('REVEALING', [entry()], [order()], [2])
    expect(live).toMatchObject({ name: 'won', prizes: [2], settled: false })
    const award = { prize: 2 } as DrawnOrderFragment['award']
    expect(resultOf('PUBLISHED', [entry(2)], [order({ award })], [2])).toMatchObject({ prizes: [2], settled: true })
  })

  it('is lost only once all were shown, and settled once it went back', () => {
    expect(resultOf('PUBLISHED', [entry()], [order()], [])).toMatchObject({ name: 'lost', settled: false })
    expect(resultOf('PUBLISHED', [entry()], [order({ status: 'CLOSED' })], [])).toMatchObject({ settled: true })
    expect(resultOf('VOID', [entry()], [order({ status: 'CLOSED' })], []).name).toBe('refunded')
  })
})

describe('odds', () => {
  it('are never nothing and never certain by rounding', () => {
    expect([odds(1, 3), odds(3, 20), odds(1, 40), odds(1, 5000), odds(999, 1000), odds(4, 3)]).toEqual([
      '33%', '15%', '2.5%', '<0.1%', '>99%', '100%',
    ])
  })
})

describe('the ring of a draw', () => {
  const seats = [1, 2, 3].map(number => ({ number, state: 'FILLED', isMine: number === 2 }))
  const team: Ringed = { stage: 'LOCKED', team: { size: 3, seats }, entries: 3, most: 3, mine: [2] }

  it('has a tick for whoever was shown, and a dash for others once all were', () => {
    expect(drawSeats(team, [], '我').map(seat => seat.look)).toEqual(['filled', 'mine', 'filled'])
    const shown = [{ seatNumber: 3, number: 3 }]
    expect(drawSeats({ ...team, stage: 'REVEALING' }, shown, '我').map(seat => seat.look)).toEqual(['filled', 'mine', 'won'])
    expect(drawSeats({ ...team, stage: 'PUBLISHED' }, shown, '我').map(seat => seat.look)).toEqual(['lost', 'lost', 'won'])
    expect(placeOf(team, shown[0]!)).toBeCloseTo(2 / 3)
  })

  it('of a campaign has its entries, and stays small for a million', () => {
    const campaign: Ringed = { stage: 'SCHEDULED', team: null, entries: 4, most: 12, mine: [4] }
    expect(drawSeats(campaign, [], '我').filter(seat => seat.look === 'empty')).toHaveLength(8)
    const large: Ringed = { ...campaign, stage: 'LOCKED', entries: 1_000_000 }
    expect(drawSeats(large, [], '我')).toHaveLength(101)
    expect(placeOf(large, { seatNumber: 1, number: 500_001 })).toBe(0.5)
  })
})

describe('receipts', () => {
  beforeEach(() => localStorage.clear())

  it('are kept beside those from before, and a second lock does not replace the first', () => {
    keepReceipts('a', { lock: 'one', entries: ['mine'] }, 1)
    const kept = keepReceipts('a', { lock: 'other', entries: ['mine'] }, 2)
    expect(kept.locks).toEqual(['one', 'other'])
    expect(receiptsFile(keptReceipts('a'))).toBe('one\nother\nmine\n')
  })

  it('of too many draws are forgotten from the oldest on', () => {
    for (let draw = 0; draw < 65; draw++) keepReceipts(`d${draw}`, { lock: 'x', entries: [] }, draw)
    expect(keptReceipts('d0').locks).toEqual([])
    expect(keptReceipts('d64').locks).toEqual(['x'])
  })
})

describe('the server’s two languages', () => {
  it('are told apart, line by line', () => {
    const text = '甲。/ One is so. And/or so.\n乙。/ Two.'
    expect(spoken(text, 'zh-CN')).toBe('甲。\n乙。')
    expect(spoken(text, 'en')).toBe('One is so. And/or so.\nTwo.')
    expect(spoken('只有中文', 'en')).toBe('只有中文')
  })
})
