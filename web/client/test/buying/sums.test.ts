import { describe, expect, it } from 'vitest'
import { tendersOf, totalOf } from '@/shop/buying/sums'

describe('what an order costs', () => {
  it('takes a discount off once, not off each piece', () => {
    expect(totalOf({ unitFen: 1990n, quantity: 3, discountFen: 300n })).toBe(5670n)
  })

  it('is never below nothing', () => {
    expect(totalOf({ unitFen: 100n, quantity: 1, discountFen: 300n })).toBe(0n)
  })
})

describe('what pays it', () => {
  const has = { creditFen: 500n, cashFen: 5300n }

  it('uses nothing that is not wished', () => {
    expect(tendersOf(1990n, has, { credit: false, cash: false })).toEqual({ creditFen: 0n, cashFen: 0n, restFen: 1990n })
  })

  it('uses credit before cash, and no more than it costs', () => {
    expect(tendersOf(1990n, has, { credit: true, cash: true })).toEqual({ creditFen: 500n, cashFen: 1490n, restFen: 0n })
    expect(tendersOf(300n, has, { credit: true, cash: true })).toEqual({ creditFen: 300n, cashFen: 0n, restFen: 0n })
  })

  it('leaves to the cashier what they cannot pay', () => {
    expect(tendersOf(9000n, has, { credit: true, cash: true }).restFen).toBe(3200n)
  })
})
