import { describe, expect, it } from 'vitest'
import { stepsOf } from '@/shop/withdrawals/steps'
import { fenOf, isAccount, isIdNumber, typedOf } from '@/shop/withdrawals/sums'

const NOON = '2026-01-01T12:00:00+00:00'
const asked = { status: 'APPROVED' as const, audited: false, requestedAt: NOON, approvedAt: NOON, sentAt: null, endedAt: null }
const looks = (over: object) => stepsOf({ ...asked, ...over }).map(each => `${each.step} ${each.state}`)

describe('what is typed', () => {
  it('is a sum, or none', () => {
    expect(['300', '300.5', '300.05', ' 1 '].map(fenOf)).toEqual(['30000', '30050', '30005', '100'])
    expect(['', '0', '0.00', '1.234', '-1', '1e3', '1,000', '9999999999'].map(fenOf)).toEqual(Array(8).fill(null))
    expect(['5', '100', '123450'].map(typedOf)).toEqual(['0.05', '1.00', '1234.50'])
  })

  it('is an account of its kind', () => {
    expect(isAccount('BANK_CARD', '6222 0212 3456 7894')).toBe(true)
    expect(isAccount('BANK_CARD', '6222021234567890')).toBe(false)
    expect(isAccount('WECHAT', '13800000000')).toBe(true)
    expect(isAccount('WECHAT', 'wang@example.com')).toBe(false)
    expect(isAccount('ALIPAY', 'wang@example.com')).toBe(true)
  })

  it('is the number of a card', () => {
    expect(isIdNumber('11010519491231002x')).toBe(true)
    expect(isIdNumber('110105194912310021')).toBe(false)
  })
})

describe('how far it is', () => {
  it('goes on to where it is there', () => {
    expect(looks({})).toEqual(['asked done', 'paying now', 'paid next'])
    expect(looks({ status: 'PAYING', sentAt: NOON })).toEqual(['asked done', 'paying now', 'paid next'])
    expect(looks({ status: 'PAID', sentAt: NOON, endedAt: NOON })).toEqual(['asked done', 'paying done', 'paid done'])
    expect(looks({ status: 'REQUESTED', audited: true, approvedAt: null })).toEqual(['asked done', 'audit now', 'paying next', 'paid next'])
  })

  it('ends where it came back', () => {
    expect(looks({ status: 'REJECTED', audited: true, approvedAt: null, endedAt: NOON })).toEqual(['asked done', 'rejected back'])
    expect(looks({ status: 'RETURNED', sentAt: NOON, endedAt: NOON })).toEqual(['asked done', 'paying done', 'returned back'])
  })
})
