import { effectScope, reactive, type EffectScope } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as wire from '@/kit/wire/client'
import { viewer } from '@/shop/viewer'
import { useBuying } from '@/shop/buying/useBuying'
import type { Mode } from '@/shop/buying/offer'
import type { Placed } from '@/shop/buying/usePlacing'

const money = (fen: number) => ({ fen: String(fen) })
const offer = (soloFen: number, teamFen = 1990) => ({
  campaign: {
    id: 'C', slug: 'pears', title: '梨', kind: 'ORDINARY', size: 2, maxQuantity: 5, limitPerPerson: 1, holdSeconds: 900,
    leaderDiscount: money(300), ladder: [], drawTerms: null,
    skus: [{ id: 'S', name: '一箱', nameEn: '', stockLeft: 3, teamPrice: money(teamFen), soloPrice: money(soloFen) }],
    product: { title: '梨', titleEn: '', pictures: [], isOnSale: true, skus: [{ id: 'S', name: '一箱', nameEn: '', stockLeft: 9, soloPrice: money(soloFen) }] },
  },
})
const means = () => ({
  viewer: {
    addresses: [{ id: 'A1', recipient: '甲', phone: '1', region: '', detail: '', isDefault: false }, { id: 'A2', recipient: '乙', phone: '2', region: '', detail: '', isDefault: true }],
    points: { spendable: '0' }, credit: { balance: { count: credit } }, cash: { balance: { count: '-20' } },
  },
})
const opened = (fen: number) => ({ openTeam: { __typename: 'TeamOpened', team: { code: 'T' }, order: { number: 'N1', status: 'AWAITING_PAYMENT', total: money(fen) }, payment: { id: 'P' } } })

let scope: EffectScope
let offers: ReturnType<typeof offer>[]
let placed: Placed[]
let credit: string
const signIn = vi.fn()
const told: object[] = []
const tell = vi.spyOn(wire, 'tell')

async function sheet(mode: Mode, quantity = 1) {
  const about = reactive({ slug: 'pears', mode, code: 'CODE' })
  const buying = scope.run(() => useBuying(about, { sku: null, quantity }, order => placed.push(order), signIn))!
  await vi.waitFor(() => expect(buying.offer.value).not.toBeNull())
  await vi.waitFor(() => expect(buying.address.value).not.toBeNull())
  return buying
}

beforeEach(() => {
  scope = effectScope()
  placed = []
  credit = '500'
  signIn.mockReset()
  sessionStorage.clear()
  told.length = 0
  offers = [offer(3280)]
  viewer.value = { id: 'V', handle: 'v', displayName: 'v', role: 'CUSTOMER' }
  vi.spyOn(wire, 'ask').mockImplementation(async document => {
    if (document.toString().includes('MyMeans')) return means() as never
    if (document.toString().includes('ShippingQuote')) return { shippingQuote: { problem: null, fee: money(0), freeFrom: null, pickupPoints: [] } } as never
    if (document.toString().includes('WhoAmI')) return { viewer: null } as never
    return (offers.length > 1 ? offers.shift() : offers[0]) as never
  })
  tell.mockReset()
})
afterEach(() => scope.stop())

function answers(...each: object[]): void {
  tell.mockImplementation(async (_document, variables) => {
    told.push((variables as { input: object }).input)
    return (each.length > 1 ? each.shift() : each[0]) as never
  })
}

describe('a sheet', () => {
  it('begins with what is usual: the first choice, the default address, nothing of the accounts', async () => {
    const buying = await sheet('open')
    answers(opened(1690))
    await buying.confirm()
    expect(told[0]).toMatchObject({ skuId: 'S', quantity: 1, addressId: 'A2', creditFen: '0', cashFen: '0', campaignId: 'C' })
    expect(placed).toEqual([{ number: 'N1', totalFen: 1690n, settled: false }])
  })

  it('shows what is below zero as nothing, and pays with credit where it is wished', async () => {
    const buying = await sheet('open')
    buying.uses.value = { credit: true, cash: true }
    expect(buying.has.value.cashFen).toBe(0n)
    answers(opened(1690))
    await buying.confirm()
    expect(told[0]).toMatchObject({ creditFen: '500', cashFen: '0' })
  })

  it('holds no more pieces than there are', async () => {
    const buying = await sheet('open')
    buying.quantity.value = 50
    expect(buying.pieces.value).toBe(3)
  })

  it('takes an address that asks for one and a half for one', async () => {
    expect((await sheet('open', 1.5)).totalFen.value).toBe(1690n)
  })

  it('asks about the same order where no answer came, though that order changed what is shown', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    try {
      const buying = await sheet('solo')
      buying.uses.value = { credit: true, cash: false }
      tell.mockImplementation(async (_document, variables) => {
        told.push((variables as { input: object }).input)
        throw new wire.NoAnswer()
      })
      void buying.confirm()
      await vi.advanceTimersByTimeAsync(70_000)
      expect(buying.unknown.value).toBe(true)
      credit = '0'
      offers = [{ campaign: { ...offer(3280).campaign, product: { ...offer(3280).campaign.product, skus: [] } } }]
      await buying.again()
      expect([buying.has.value.creditFen, buying.ready.value]).toEqual([0n, false])
      answers({ buySolo: { __typename: 'OrderPlaced', order: { number: 'N3', total: money(3280) }, payment: { id: 'P' } } })
      await buying.confirm()
      expect(new Set(told.map(each => JSON.stringify(each))).size).toBe(1)
      expect(told[0]).toMatchObject({ creditFen: '500' })
      expect(placed).toEqual([{ number: 'N3', totalFen: 3280n, settled: false }])
    } finally {
      vi.useRealTimers()
    }
  })

  it('leads to signing in where the session ended meanwhile', async () => {
    const buying = await sheet('open')
    tell.mockRejectedValue(new wire.Refused('', 'UNAUTHENTICATED'))
    await buying.confirm()
    expect(signIn).toHaveBeenCalledTimes(1)
    expect([viewer.value, buying.refusal.value]).toEqual([null, null])
  })

  it('places nothing more once an order is placed', async () => {
    const buying = await sheet('open')
    answers(opened(1690))
    await Promise.all([buying.confirm(), buying.confirm()])
    await buying.confirm()
    expect(told).toHaveLength(1)
    expect(buying.busy.value).toBe(true)
  })

  it('keeps an order at another price from being paid unasked', async () => {
    const buying = await sheet('open')
    answers(opened(1890))
    await buying.confirm()
    expect(placed).toEqual([])
    expect(buying.repriced.value).toMatchObject({ wasFen: 1690n, nowFen: 1890n, order: { number: 'N1' } })
  })

  it('asks again where a solo price changed after it opened, before anything is ordered', async () => {
    offers = [offer(3280), offer(3580)]
    const buying = await sheet('solo')
    answers({ buySolo: { __typename: 'OrderPlaced', order: { number: 'N2', status: 'AWAITING_PAYMENT', total: money(3580) }, payment: null } })
    await buying.confirm()
    expect(told).toEqual([])
    expect(buying.repriced.value).toMatchObject({ wasFen: 3280n, nowFen: 3580n, order: null })
    await buying.confirm()
    expect(placed).toEqual([{ number: 'N2', totalFen: 3580n, settled: true }])
  })

  it('says which refusal it got, and makes it fewer', async () => {
    const buying = await sheet('join')
    buying.quantity.value = 3
    answers({ joinTeam: { __typename: 'QuantityTooLarge', most: 2 } })
    await buying.confirm()
    expect(told[0]).toMatchObject({ teamCode: 'CODE' })
    expect(buying.refusal.value).toMatchObject({ __typename: 'QuantityTooLarge' })
    expect(buying.busy.value).toBe(false)
    buying.fewer()
    expect(buying.pieces.value).toBe(2)
    expect(buying.refusal.value).toBeNull()
  })

  it('waits in the queue as long as it is told, and then asks again', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const buying = await sheet('take')
      answers({ takeSeat: { __typename: 'TooBusy', retryAfterSeconds: 2 } }, { takeSeat: { ...opened(1990).openTeam, __typename: 'SeatTaken' } })
      const done = buying.confirm()
      await vi.waitFor(() => expect(buying.queueing.value).toBe(true))
      await vi.advanceTimersByTimeAsync(1900)
      expect(told).toHaveLength(1)
      await vi.advanceTimersByTimeAsync(200)
      await done
      expect(told).toHaveLength(2)
      expect(placed).toHaveLength(1)
    } finally {
      vi.useRealTimers()
    }
  })
})
