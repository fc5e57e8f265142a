/** What moved an account, in words, and where that can be looked at. */

import type { RouteLocationRaw } from 'vue-router'
import { counted, yuan } from '@/kit/money'

export type Unit = 'CNY' | 'PTS' | 'SHARE'

/** A sum of an account as it is read; `signed` puts a plus before what came in. */
export function sumOf(count: string | bigint, unit: Unit, signed = false): string {
  const sum = BigInt(count)
  const plain = unit === 'CNY' ? yuan(sum) : counted(sum).replace('-', '−')
  return signed && sum > 0n ? `+${plain}` : plain
}

export const CAUSES = ['TENDER', 'TENDER_RETURNED', 'SUBSIDY', 'AWARD', 'TAKEBACK', 'FUND_RELEASED', 'REDEEMED', 'POINTS_SPENT', 'POINTS_RETURNED', 'POINTS_EXPIRED', 'DIVIDEND_PAID', 'WITHDRAWAL', 'WITHDRAWAL_RETURNED', 'ORDER_SETTLED', 'ORDER_UNSETTLED'] as const

/** The movement's name here; `OTHER` for those that may be added. */
export function causeOf(kind: string): (typeof CAUSES)[number] | 'OTHER' {
  return CAUSES.find(each => each === kind) ?? 'OTHER'
}

const OF_DRAWS = new Set(['AWARD', 'SUBSIDY', 'FUND_RELEASED'])

/** Where the cause of an entry is: its draw, its order, the dividends, the points. */
export function doorOf(entry: { kind: string; order: { number: string } | null; draw: { uuid: string } | null }): RouteLocationRaw | null {
  const draw = entry.draw ? { name: 'draw', params: { drawId: entry.draw.uuid } } : null
  const order = entry.order ? { name: 'order', params: { number: entry.order.number } } : null
  if (entry.kind === 'DIVIDEND_PAID') return { name: 'wallet', query: { account: 'CASH' }, hash: '#dividends' }
  if (entry.kind.startsWith('WITHDRAWAL')) return { name: 'withdraw' }
  if (entry.kind === 'POINTS_EXPIRED') return { name: 'points' }
  return OF_DRAWS.has(entry.kind) ? (draw ?? order) : (order ?? draw)
}
