/** What happened to the viewer, as lines to be read and doors to what it is about. */

import type { RouteLocationRaw } from 'vue-router'
import { sumOf } from '../wallet/ledger'
import type { Happening } from './events'
import type { noticeWords } from './noticeWords'

export type NoticeKind = keyof (typeof noticeWords)['zh-CN'] & Happening['kind']

/** What somebody did themselves needs no telling. */
const OWN: Happening['kind'][] = ['SNAPSHOT', 'SEAT_HELD', 'ORDER_PLACED', 'ORDER_ADDRESSED', 'WALLET_SPENT', 'POINTS_REDEEMED', 'REPORT_SUBMITTED']

/** Whether an event is among what is read, as the server lists it. */
export function isNotice(kind: Happening['kind']): boolean {
  return !OWN.includes(kind)
}

type Noticed = Pick<Happening, 'kind' | 'order' | 'team' | 'draw' | 'account' | 'amount' | 'refund'>

/** The sum it is about, where it is about one. */
export function sumIn(event: Noticed): string {
  if (event.amount) {
    const { count, unit } = event.amount
    return sumOf(count.replace('-', ''), unit)
  }
  return event.refund ? sumOf(event.refund.amount.fen, 'CNY') : ''
}

const OF_DRAWS: Happening['kind'][] = ['DRAW_DUE', 'DRAW_WON', 'DRAW_LOST']
const OF_TEAMS: Happening['kind'][] = ['SEAT_FILLED', 'SEAT_HELD', 'TEAM_FORMED', 'TEAM_FAILED', 'TEAM_CANCELLED']
const OF_REPORTS: Happening['kind'][] = ['REPORT_OWED', 'REPORT_OVERDUE']

/** Where what happened can be looked at; null where nowhere. */
export function noticeDoor(event: Noticed): RouteLocationRaw | null {
  const { kind, order, team, draw, account } = event
  if (draw && OF_DRAWS.includes(kind)) return { name: 'draw', params: { drawId: draw.uuid } }
  if (team && OF_TEAMS.includes(kind)) return { name: 'team', params: { code: team.code } }
  if (order && OF_REPORTS.includes(kind)) return { name: 'report', params: { number: order.number } }
  if (kind === 'POINTS_EXPIRING' || kind === 'POINTS_EXPIRED') return { name: 'points' }
  if (account) return { name: 'wallet', query: { account } }
  if (order) return { name: 'order', params: { number: order.number } }
  return kind === 'DIVIDEND_PAID' ? { name: 'wallet', query: { account: 'CASH' }, hash: '#dividends' } : null
}

const GOOD: Happening['kind'][] = ['TEAM_FORMED', 'SEAT_FILLED', 'DRAW_WON', 'REFUND_SUCCEEDED', 'ORDER_CONFIRMED', 'SUBSIDY_GRANTED', 'FUND_GRANTED', 'SHARES_GRANTED', 'FUND_RELEASED', 'POINTS_GRANTED', 'DIVIDEND_PAID']
const URGENT: Happening['kind'][] = ['REPORT_OVERDUE', 'REPORT_OWED', 'POINTS_EXPIRING', 'REFUND_DELAYED']

/** How it looks: a filled seat for what is good, a held one for what waits for somebody, else an empty one. */
export function noticeLook(kind: Happening['kind']): 'good' | 'urgent' | 'plain' {
  if (GOOD.includes(kind)) return 'good'
  return URGENT.includes(kind) ? 'urgent' : 'plain'
}
