import { describe, expect, it } from 'vitest'
import { wrongIn as wrongAddress } from '@/shop/me/addresses'
import { isNotice, noticeDoor, sumIn } from '@/shop/me/notices'
import { noticeWords } from '@/shop/me/noticeWords'
import { agoOf, momentOf } from '@/shop/me/moments'
import { newerOf, seatsOf } from '@/shop/me/teamLooks'
import { safeTo, wrongIn } from '@/shop/signing/rules'

describe('where signing in leads back to', () => {
  it('is a path of this site', () => {
    for (const path of ['/me/wallet', '/t/TEAM2238?i=x', '/orders?tab=DONE#a', '/']) expect(safeTo(path)).toBe(path)
  })

  it('is never another site, another scheme, or the same form again', () => {
    const bad = ['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', '/\t/evil.example', '/\n/evil', 'evil', '', '/login', '/login?to=/login', undefined, ['/me']]
    for (const path of bad) expect(safeTo(path)).toBe('/me')
  })
})

describe('what is typed', () => {
  const draft = { handle: 'xiao.man-1', password: 'long enough', displayName: '小满' }

  it('is looked at as the server does', () => {
    expect(wrongIn(draft, true)).toEqual([])
    expect(wrongIn({ ...draft, handle: 'ab' }, true)).toEqual(['handle'])
    expect(wrongIn({ ...draft, handle: '.abc' }, true)).toEqual(['handle'])
    expect(wrongIn({ ...draft, password: '1234567' }, true)).toEqual(['password'])
    expect(wrongIn({ ...draft, displayName: '  ' }, true)).toEqual(['displayName'])
    expect(wrongIn({ handle: 'ab', password: 'x', displayName: '' }, false)).toEqual([])
  })

  it('of an address too', () => {
    expect(wrongAddress({ recipient: ' ', phone: '12ab', region: '', detail: 'x', isDefault: false })).toEqual(['recipient', 'phone', 'region'])
    expect(wrongAddress({ recipient: '王', phone: '+86 138-0000', region: '省', detail: '路', isDefault: false })).toEqual([])
  })
})

describe('a notice', () => {
  const none = { order: null, team: null, draw: null, account: null, amount: null, refund: null }

  it('has words for every kind in both languages', () => {
    for (const language of ['zh-CN', 'en'] as const) expect(Object.values(noticeWords[language]).every(text => text.length > 0)).toBe(true)
    expect(isNotice('WALLET_SPENT')).toBe(false)
    expect(isNotice('DRAW_WON')).toBe(true)
  })

  it('leads to what it is about and names its sum', () => {
    expect(noticeDoor({ ...none, kind: 'DRAW_WON', draw: { uuid: 'u', stage: 'PUBLISHED' } })).toMatchObject({ name: 'draw' })
    expect(noticeDoor({ ...none, kind: 'FUND_RELEASED', account: 'CREDIT' })).toMatchObject({ name: 'wallet' })
    expect(noticeDoor({ ...none, kind: 'ORDER_CLOSED' })).toBeNull()
    for (const kind of ['SHARE_RIGHT_ENDED', 'SHARING_SUSPENDED', 'LEVEL_CHANGED'] as const) expect(noticeDoor({ ...none, kind })).toEqual({ name: 'distribution' })
    expect(noticeDoor({ ...none, kind: 'RELATION_EXPIRING' })).toEqual({ name: 'relations' })
    expect(sumIn({ ...none, kind: 'POINTS_EXPIRED', amount: { unit: 'PTS', count: '-30' } })).toBe('30')
  })
})

describe('a notice of what is said', () => {
  const none = { order: null, team: null, draw: null, account: null, amount: null, refund: null }
  const merchant = { slug: 'south-slope' }

  it('leads a customer to the conversation, and who serves to where they sell', () => {
    expect(noticeDoor({ ...none, kind: 'MESSAGE_RECEIVED', conversation: { side: 'CUSTOMER', merchant } })).toEqual({ name: 'talk', params: { merchant: 'south-slope' } })
    expect(noticeDoor({ ...none, kind: 'MESSAGE_RECEIVED', conversation: { side: 'MERCHANT', merchant } })).toEqual({ name: 'selling' })
    expect(noticeDoor({ ...none, kind: 'QUESTION_ASKED' })).toEqual({ name: 'selling' })
    expect(noticeDoor({ ...none, kind: 'QUESTION_ANSWERED' })).toMatchObject({ name: 'messages' })
    expect(noticeDoor({ ...none, kind: 'AFTER_SALE_REQUESTED' })).toEqual({ name: 'selling' })
  })
})

describe('a team of mine', () => {
  const row = { id: '1', code: 'T', status: 'OPEN' as const, size: 4, seatsFilled: 2, seatsHeld: 1, seatsLeft: 1, version: 3, serverTime: '', closesAt: '', endReason: null }

  it('is a seat for each member', () => {
    expect(seatsOf(row).map(seat => seat.look)).toEqual(['filled', 'filled', 'held', 'empty'])
    expect(seatsOf({ ...row, status: 'FAILED' }).map(seat => seat.look)).toEqual(['lost', 'lost', 'empty', 'empty'])
  })

  it('never goes back to an older state', () => {
    expect(newerOf(row, { ...row, version: 2, seatsFilled: 0 }).seatsFilled).toBe(2)
    expect(newerOf(row, { ...row, version: 4, seatsFilled: 3 }).seatsFilled).toBe(3)
  })
})

it('moments are read as people say them', () => {
  const now = Date.parse('2026-11-22T12:00:00Z')
  expect(agoOf('2026-11-22T11:00:00Z', now, 'en')).toBe('1 hour ago')
  expect(agoOf('2026-11-22T12:00:05Z', now, 'en')).toBe('now')
  expect(agoOf('2026-11-01T12:00:00Z', now, 'en')).toMatch(/^11-01 /)
  expect(momentOf('2025-11-01T12:00:00Z', now)).toMatch(/^2025-11-01 /)
})
