import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isNotice, noticeDoor } from '@/shop/me/notices'
import { router } from '@/shop/router'

type Noticed = Parameters<typeof noticeDoor>[0]
type Kind = Noticed['kind']

const SCHEMA = readFileSync(join(process.cwd(), '../../schema/schema.graphql'), 'utf8')
const inner = SCHEMA.split('\nenum ViewerEventKind {\n')[1]?.split('\n}\n')[0] ?? ''
/** The values alone: whatever the schema tells of them between three quotes is left out. */
const KINDS = inner.replace(/"""[\s\S]*?"""/g, '').split(/\s+/).filter(Boolean) as Kind[]

const BARE: Omit<Noticed, 'kind'> = { order: null, team: null, draw: null, account: null, amount: null, refund: null, withdrawal: null }
const order = { id: 'o', number: 'D1', status: 'CONFIRMED', version: 1, product: { title: '', titleEn: '' } } as Noticed['order']
const team = { code: 'TEAM2222', status: 'OPEN', version: 1 } as Noticed['team']
const draw = { uuid: 'u', stage: 'LOCKED' } as Noticed['draw']
const withdrawal = { id: 'w', amount: { fen: '1' } } as Noticed['withdrawal']

const OF_ORDERS = /^(SEAT|TEAM|DRAW|ORDER|REFUND|REPORT|PARCEL|PICKUP|RECEIPT|AFTER_SALE|COMPLAINT)_|^AWARD_TAKEN_BACK$|^COMPENSATED$|^SHARES_GRANTED$/
const OF_ACCOUNTS = /^(SUBSIDY|FUND|WALLET)_|^POINTS_(GRANTED|REDEEMED|RETURNED)$/

/** What the server tells with each kind, and no more than that. */
function told(kind: Kind): Noticed {
  return {
    ...BARE,
    kind,
    ...(OF_ORDERS.test(kind) && { order }),
    ...(/^(SEAT|TEAM)_/.test(kind) && { team }),
    ...(kind.startsWith('DRAW_') && { draw }),
    ...(kind.startsWith('WITHDRAWAL_') && { withdrawal }),
    ...(OF_ACCOUNTS.test(kind) && { account: 'POINTS' as const }),
  }
}

const OWN = 'their own doing: in the log, never in the list'
/** What leads nowhere, and why. */
const NOWHERE: Partial<Record<Kind, string>> = {
  SNAPSHOT: 'where the log begins for a page; never stored',
  NOTIFICATIONS_READ: OWN,
}
/** What merchants' staff hear without the order, and where they see their shop. */
const OF_STAFF: Kind[] = ['AFTER_SALE_REQUESTED', 'AFTER_SALE_RETURNING', 'COMPLAINT_OPENED', 'COMPLAINT_RULED', 'SHIPMENT_LATE', 'MERCHANT_SUSPENDED']

describe('a notice leads to its page', () => {
  it('of every kind the schema knows', () => expect(KINDS.length).toBeGreaterThan(90))

  it.each(KINDS)('%s', kind => {
    const door = noticeDoor(told(kind))
    if (NOWHERE[kind]) return expect({ door, listed: isNotice(kind) }).toEqual({ door: null, listed: false })
    expect(door, 'a door, or a reason in NOWHERE').not.toBeNull()
    const page = router.resolve(door!)
    expect(page.matched).toHaveLength(1)
    expect(page.name).not.toBe('missing')
  })

  it('of what is about commissions, relations and sharing', () => {
    const named = (kind: Kind) => (noticeDoor(told(kind)) as { name: string }).name
    expect(['COMMISSION_PROMISED', 'COMMISSION_SETTLED', 'COMMISSION_REVERSED'].map(kind => named(kind as Kind))).toEqual(Array(3).fill('commissions'))
    expect(KINDS.filter(kind => kind.startsWith('RELATION_')).map(named)).toEqual(Array(4).fill('relations'))
    expect(KINDS.filter(kind => /^SHAR(E_RIGHT|ING)_/.test(kind)).map(named)).toEqual(Array(4).fill('distribution'))
    // Their cash did move with it, and the page of commissions says why.
    expect(noticeDoor({ ...told('COMMISSION_SETTLED'), account: 'CASH' })).toEqual({ name: 'commissions' })
  })

  it.each(OF_STAFF)('of the shop one serves for: %s', kind => expect(noticeDoor({ ...BARE, kind })).toEqual({ name: 'selling' }))
})
