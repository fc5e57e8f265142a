import { describe, expect, it } from 'vitest'
import { chipsOf, isAddressable, isCancellable, isPayable } from '@/shop/orders/chips'
import { moneyOf, returnsOf } from '@/shop/orders/money'
import { tabOf } from '@/shop/orders/tabs'
import { timelineOf } from '@/shop/orders/timeline'

type Order = Parameters<typeof chipsOf>[0]
type Team = NonNullable<Order['team']>

const team = (more: Partial<Team> = {}): Team => ({ code: 'T', status: 'OPEN', size: 2, seatsFilled: 1, seatsHeld: 0, seatsLeft: 1, draw: null, ...more })
const order = (more: Partial<Order> = {}): Order => ({
  kind: 'TEAM', status: 'PAID', closeReason: null, payments: [{ id: '1', status: 'SUCCEEDED' }], total: { fen: '100' }, refunded: { fen: '0' }, team: team(), ...more,
})
const said = (more: Partial<Order>) => chipsOf(order(more)).map(chip => `${chip.side} ${chip.word}`)

describe('the four chips', () => {
  it('say each side of an order', () => {
    expect(said({ team: team({ draw: { uuid: 'd', stage: 'SCHEDULED' } }) })).toEqual(['team teaming', 'order paid', 'payment payed', 'draw drawLater'])
    expect(said({ kind: 'SOLO', team: null, status: 'AWAITING_PAYMENT', payments: [{ id: '1', status: 'PENDING' }] })).toEqual(['team solo', 'order toPay', 'payment unpaid'])
  })

  it('tell money that went back before all else of the payment', () => {
    expect(said({ refunded: { fen: '40' } })).toContain('payment refundedPart')
    expect(said({ refunded: { fen: '100' } })).toContain('payment refundedAll')
    expect(said({ payments: [], total: { fen: '0' } })).toContain('payment free')
    expect(said({ payments: [] })).toContain('payment payedByWallet')
    expect(said({ payments: [{ id: '1', status: 'CLOSED' }], status: 'CLOSED' })).toContain('payment noMoney')
  })

  it('never claim a win that is not settled', () => {
    const drawn = team({ status: 'DRAWING', draw: { uuid: 'd', stage: 'PUBLISHED' } })
    expect(said({ team: drawn })).toContain('draw drawHeld')
    expect(said({ team: drawn, status: 'CONFIRMED' })).toContain('draw won')
    expect(said({ team: drawn, status: 'CLOSED', closeReason: 'DRAW_LOST' })).toContain('draw lost')
    expect(said({ team: drawn, status: 'CLOSED', closeReason: 'LEFT' })).toContain('draw drawHeld')
  })
})

describe('what its buyer may do', () => {
  it('follows its state', () => {
    const unpaid = order({ status: 'AWAITING_PAYMENT', payments: [{ id: '1', status: 'PENDING' }] })
    expect([isPayable(unpaid), isCancellable(unpaid), isAddressable(unpaid)]).toEqual([true, false, true])
    expect(isCancellable({ ...unpaid, kind: 'SOLO' })).toBe(true)
    expect(isPayable({ ...unpaid, payments: [{ id: '1', status: 'CLOSED' }] })).toBe(false)
    expect(isAddressable({ status: 'SHIPPED' })).toBe(false)
  })
})

describe('the timeline', () => {
  const at = { placedAt: 'a', paidAt: 'b', confirmedAt: null, shippedAt: null, receivedAt: null, team: { formedAt: null, draw: null } }

  it('has one step now, done ones before it and others after', () => {
    expect(timelineOf({ kind: 'TEAM', status: 'PAID', ...at }).map(each => `${each.step} ${each.state}`)).toEqual(
      ['placed done', 'payment done', 'team now', 'due next', 'sent next', 'received next'],
    )
    const received = timelineOf({ kind: 'SOLO', status: 'COMPLETED', ...at, confirmedAt: 'c', team: null })
    expect(received.every(each => each.state === 'done')).toBe(true)
  })

  it('of a closed order ends with that, and says nothing that never was', () => {
    expect(timelineOf({ kind: 'TEAM', status: 'CLOSED', ...at, paidAt: null }).map(each => each.step)).toEqual(['placed', 'over'])
  })
})

describe('the sums', () => {
  it('name each source that paid', () => {
    const lines = moneyOf({
      unitPrice: { fen: '500' }, quantity: 2, discount: { fen: '100' }, shippingFee: { fen: '600' },
      tenders: [{ source: 'CREDIT', amount: { fen: '200' }, returned: { fen: '0' }, returns: [] }],
      payments: [{ id: '1', number: 'P', purpose: 'FULL', status: 'SUCCEEDED', paidAt: null, expiresAt: '', amount: { fen: '700' } }],
    })
    expect(lines).toEqual([
      { word: 'unit', fen: '500', pieces: 2 },
      { word: 'discount', fen: '-100' },
      { word: 'shipping', fen: '600' },
      { word: 'credit', fen: '200' },
      { word: 'byCashier', fen: '700' },
    ])
  })

  it('put what went back by payment and into accounts in one order of time', () => {
    const returns = returnsOf({
      refunds: [{ number: 'R1', status: 'PROCESSING', reason: 'LEFT', requestedAt: '2026-01-02', succeededAt: null, delayedAt: '2026-01-03', amount: { fen: '1' } }],
      tenders: [{ source: 'CASH', amount: { fen: '9' }, returned: { fen: '9' }, returns: [{ reason: 'LEFT', returnedAt: '2026-01-01', amount: { fen: '9' } }] }],
    })
    expect(returns.map(each => [each.key, each.state, each.late])).toEqual([['CASH-0', 'intoCASH', false], ['R1', 'PROCESSING', true]])
  })
})

it('a tab that nobody knows is all of them', () => {
  expect([tabOf('TEAMING'), tabOf('x'), tabOf(undefined)]).toEqual(['TEAMING', 'ALL', 'ALL'])
})
