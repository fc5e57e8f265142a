import { describe, expect, it } from 'vitest'
import { missing, months, percent, share } from '@/shop/distribution/sums'

describe('rates, months and what is missing', () => {
  it('says hundredths of a percent as percent', () => {
    expect([500, 250, 100, 33, 0].map(percent)).toEqual(['5%', '2.5%', '1%', '0.33%', '0%'])
  })

  it('is never full before it is', () => {
    expect(share('499999', '500000')).toBe(99)
    expect(share('500000', '500000')).toBe(100)
    expect(share('0', '500000')).toBe(0)
  })

  it('misses nothing where there is enough', () => {
    expect(missing('1', '3')).toBe('2')
    expect(missing('5', '3')).toBe('0')
  })

  it('begins a month in Shanghai, and goes back over the new year', () => {
    expect(months(Date.UTC(2026, 0, 31, 16), 3)).toEqual(['2026-02', '2026-01', '2025-12'])
    expect(months(Date.UTC(2026, 0, 31, 15, 59), 1)).toEqual(['2026-01'])
  })
})
