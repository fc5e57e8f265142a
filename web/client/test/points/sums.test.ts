import { describe, expect, it } from 'vitest'
import { livingLots, missing, mostPieces, takes } from '@/shop/points/sums'

const item = { points: '150', price: { fen: '990' }, left: 3 }

describe('a redemption', () => {
  it('takes points and money for each piece', () => {
    expect(takes(item, 2)).toEqual({ points: 300n, fen: 1980n })
  })

  it('lacks points only for somebody who is known', () => {
    expect([missing(item, null), missing(item, '100'), missing(item, '150')]).toEqual([null, 50n, 0n])
  })

  it('is of as many pieces as there are and points pay for, and of one at least', () => {
    expect([mostPieces(item, '10000'), mostPieces(item, '310'), mostPieces(item, '0'), mostPieces(item, null)]).toEqual([3, 2, 1, 3])
  })
})

it('lots are listed as they are spent: the first to expire first, and no empty one', () => {
  const lot = (left: string, expiresAt: string) => ({ points: '500', left, grantedAt: '2030-01-01', expiresAt })
  const lots = [lot('0', '2030-01-01'), lot('5', '2031-01-01'), lot('7', '2030-06-01')]
  expect(livingLots(lots).map(each => each.left)).toEqual(['7', '5'])
})
