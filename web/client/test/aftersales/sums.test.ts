import { describe, expect, it } from 'vitest'
import { fenOf, refusalWord } from '@/shop/aftersales/useAfterSales'

describe('a sum that somebody writes', () => {
  it.each([['12.50', '1250'], ['12', '1200'], ['0.5', '50'], [' 3.07 ', '307']])('%s is %s fen', (yuan, fen) => {
    expect(fenOf(yuan)).toBe(fen)
  })
  it.each(['', '-1', '1.234', '1,5', '一元', '1e3', '.5'])('%s is none', yuan => {
    expect(fenOf(yuan)).toBeNull()
  })
})

describe('a refusal in words', () => {
  it('has its own word, or one for all others', () => {
    expect(refusalWord('AfterSaleMoved')).toBe('AfterSaleMoved')
    expect(refusalWord('SomethingNew')).toBe('refused')
  })
})
