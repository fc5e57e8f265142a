/** What happened to the viewer, as lines to be read and doors to what it is about. */

import type { RouteLocationRaw } from 'vue-router'
import { sumOf } from '../wallet/ledger'
import type { Happening } from './events'

/** What somebody did themselves needs no telling. */
const OWN: Happening['kind'][] = ['SNAPSHOT', 'SEAT_HELD', 'ORDER_PLACED', 'ORDER_ADDRESSED', 'WALLET_SPENT', 'POINTS_REDEEMED', 'REPORT_SUBMITTED', 'NOTIFICATIONS_READ', 'WITHDRAWAL_REQUESTED', 'WITHDRAWAL_CANCELLED', 'AFTER_SALE_MOVED']

/** Whether an event is among what is read, as the server lists it. */
export function isNotice(kind: Happening['kind']): boolean {
  return !OWN.includes(kind)
}

type Noticed = Pick<Happening, 'kind' | 'order' | 'team' | 'draw' | 'account' | 'amount' | 'refund'> & Partial<Pick<Happening, 'withdrawal' | 'conversation'>>

/** The sum it is about, where it is about one. */
export function sumIn(event: Noticed): string {
  if (event.amount) {
    const { count, unit } = event.amount
    return sumOf(count.replace('-', ''), unit)
  }
  if (event.withdrawal) return sumOf(event.withdrawal.amount.fen, 'CNY')
  return event.refund ? sumOf(event.refund.amount.fen, 'CNY') : ''
}

const OF_DRAWS: Happening['kind'][] = ['DRAW_DUE', 'DRAW_WON', 'DRAW_LOST']
const OF_TEAMS: Happening['kind'][] = ['SEAT_FILLED', 'SEAT_HELD', 'TEAM_FORMED', 'TEAM_FAILED', 'TEAM_CANCELLED']
/** What happened to whoever sells, or wants to. */
const OF_SHOPS: Happening['kind'][] = ['MERCHANT_APPROVED', 'MERCHANT_REJECTED', 'MERCHANT_SUSPENDED', 'MERCHANT_RESUMED', 'STAFF_JOINED', 'STAFF_LEFT', 'SHIPMENT_LATE', 'CAMPAIGNS_HELD', 'CAMPAIGNS_FREED', 'DEPOSIT_DEDUCTED', 'QUESTION_ASKED']
const OF_REPORTS: Happening['kind'][] = ['REPORT_OWED', 'REPORT_OVERDUE']

/** Where what happened can be looked at; null where nowhere. */
export function noticeDoor(event: Noticed): RouteLocationRaw | null {
  const { kind, order, team, draw, account } = event
  if (draw && OF_DRAWS.includes(kind)) return { name: 'draw', params: { drawId: draw.uuid } }
  if (team && OF_TEAMS.includes(kind)) return { name: 'team', params: { code: team.code } }
  if (order && OF_REPORTS.includes(kind)) return { name: 'report', params: { number: order.number } }
  // Who serves there is told of no order of theirs: theirs is where they sell.
  if (/^(AFTER_SALE|COMPLAINT)_/.test(kind)) return order ? { name: 'after-sale', params: { number: order.number } } : { name: 'selling' }
  if (event.withdrawal) return { name: 'withdrawal', params: { id: event.withdrawal.id } }
  if (kind.startsWith('RELATION_')) return { name: 'relations' }
  if (kind.startsWith('COMMISSION_')) return { name: 'commissions' }
  if (/^(DISTRIBUTOR|LEVEL|SHARE|SHARING)_/.test(kind)) return { name: 'distribution' }
  if (kind === 'MESSAGE_RECEIVED') return talkDoor(event.conversation)
  if (OF_SHOPS.includes(kind)) return { name: 'selling' }
  if (kind.startsWith('QUESTION_')) return { name: 'messages', hash: '#questions' }
  if (kind === 'POINTS_EXPIRING' || kind === 'POINTS_EXPIRED') return { name: 'points' }
  if (account) return { name: 'wallet', query: { account } }
  if (order) return { name: 'order', params: { number: order.number } }
  return kind === 'DIVIDEND_PAID' ? { name: 'wallet', query: { account: 'CASH' }, hash: '#dividends' } : null
}

/** A customer's own conversation; who serves for the merchant finds theirs where they sell. */
function talkDoor(talk: Noticed['conversation']): RouteLocationRaw {
  if (talk?.side === 'MERCHANT') return { name: 'selling' }
  return talk ? { name: 'talk', params: { merchant: talk.merchant.slug } } : { name: 'messages' }
}

const GOOD: Happening['kind'][] = ['TEAM_FORMED', 'SEAT_FILLED', 'DRAW_WON', 'REFUND_SUCCEEDED', 'ORDER_CONFIRMED', 'SUBSIDY_GRANTED', 'FUND_GRANTED', 'SHARES_GRANTED', 'FUND_RELEASED', 'POINTS_GRANTED', 'DIVIDEND_PAID', 'COMMISSION_SETTLED', 'MERCHANT_APPROVED', 'MERCHANT_RESUMED', 'CAMPAIGNS_FREED', 'COMPENSATED', 'ORDER_SHIPPED', 'PARCEL_DELIVERED', 'ORDER_RECEIVED', 'AFTER_SALE_DONE', 'DISTRIBUTOR_APPROVED', 'DISTRIBUTOR_REINSTATED', 'QUESTION_ANSWERED', 'WITHDRAWAL_PAID']
const URGENT: Happening['kind'][] = ['MESSAGE_RECEIVED', 'PICKUP_READY', 'RECEIPT_DUE', 'PARCEL_ASTRAY', 'REPORT_OVERDUE', 'REPORT_OWED', 'POINTS_EXPIRING', 'REFUND_DELAYED', 'MERCHANT_REJECTED', 'MERCHANT_SUSPENDED', 'SHIPMENT_LATE', 'CAMPAIGNS_HELD', 'AFTER_SALE_AGREED', 'AFTER_SALE_DECLINED', 'AFTER_SALE_REQUESTED', 'WITHDRAWAL_WAITS_FOR_YOU', 'WITHDRAWAL_REJECTED', 'WITHDRAWAL_RETURNED']

/** How it looks: a filled seat for what is good, a held one for what waits for somebody, else an empty one. */
export function noticeLook(kind: Happening['kind']): 'good' | 'urgent' | 'plain' {
  if (GOOD.includes(kind)) return 'good'
  return URGENT.includes(kind) ? 'urgent' : 'plain'
}
