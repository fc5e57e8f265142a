import { describe, expect, it } from 'vitest'
import { resultOf } from '@/shop/pay/result'
import { isSandbox, payingOf, pendingOf, type PaidOrder } from '@/shop/pay/standing'

const order = (more: Partial<PaidOrder>) => ({ kind: 'TEAM', status: 'AWAITING_PAYMENT', payments: [], team: null, ...more }) as PaidOrder
const payment = (status: 'PENDING' | 'SUCCEEDED' | 'CLOSED') => ({ id: 'p', status, amount: { fen: '1' } })

describe('where a payment stands', () => {
  it('is due until the server says otherwise, and confirming at zero', () => {
    expect(payingOf(order({ payments: [payment('PENDING')] }), 9)).toBe('due')
    expect(payingOf(order({ payments: [payment('PENDING')] }), 0)).toBe('confirming')
    expect(payingOf(order({ payments: [payment('SUCCEEDED')] }), 0)).toBe('paid')
    expect(payingOf(order({ status: 'PAID' }), null)).toBe('paid')
  })

  it('tells what was never paid from what goes back', () => {
    expect(payingOf(order({ status: 'CLOSED', payments: [payment('CLOSED')] }), null)).toBe('unpaid')
    expect(payingOf(order({ status: 'CLOSED', payments: [payment('SUCCEEDED')] }), null)).toBe('closed')
  })

  it('has the one that waits', () => {
    expect(pendingOf(order({ payments: [payment('CLOSED'), payment('PENDING')] }))?.status).toBe('PENDING')
    expect(pendingOf(order({ payments: [payment('CLOSED')] }))).toBeUndefined()
  })

  it('plays only at the sandbox of this shop', () => {
    expect(isSandbox('http://a.test/sandbox/cashier/x', 'http://a.test')).toBe(true)
    expect(isSandbox('http://b.test/sandbox/cashier/x', 'http://a.test')).toBe(false)
    expect(isSandbox('http://a.test/cashier/x', 'http://a.test')).toBe(false)
  })
})

describe('the result', () => {
  it('follows the team, and never says that a payment failed', () => {
    expect(resultOf(order({}), 'due', 'open')).toBe('waiting')
    expect(resultOf(order({}), 'confirming', 'open')).toBe('waiting')
    expect(resultOf(order({}), 'paid', 'open')).toBe('seated')
    expect(resultOf(order({}), 'paid', null)).toBe('seated')
    expect(resultOf(order({}), 'paid', 'drawing')).toBe('formed')
    expect(resultOf(order({}), 'paid', 'failed')).toBe('over')
    expect(resultOf(order({}), 'closed', 'failed')).toBe('ended')
    expect(resultOf(order({ kind: 'SOLO' }), 'paid', null)).toBe('solo')
    expect(resultOf(order({ kind: 'POINTS' }), 'paid', null)).toBe('points')
  })
})
