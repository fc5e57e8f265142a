/** What came of a draw for whoever looks, from what the server says of their entries and orders. */

import type { DrawStage } from 'schema'
import type { DrawMineQuery, DrawnOrderFragment } from './draws.gql'

export type MyEntry = NonNullable<DrawMineQuery['draw']>['myEntries'][number]

export type MyResult =
  | { name: 'none' }
  | { name: 'waiting'; entries: number }
  | { name: 'won'; prizes: number[]; orders: DrawnOrderFragment[]; settled: boolean }
  | { name: 'lost'; orders: DrawnOrderFragment[]; settled: boolean }
  | { name: 'refunded'; orders: DrawnOrderFragment[]; settled: boolean }

/** One's orders of this draw: the team's, or those whose team took part in a campaign's. */
export function ordersOf(mine: DrawMineQuery, uuid: string): DrawnOrderFragment[] {
  const own = mine.draw?.team?.myOrder
  if (own) return [own]
  return (mine.viewer?.orders.nodes ?? []).filter(order => order.team?.draw?.uuid === uuid)
}

const wentBack = (order: DrawnOrderFragment) => order.status === 'CLOSED'

/** Returns what came of it by the stage the page is in; `prizes` are those shown to be the viewer's.
 *
 * `settled` is whether the money behind it has moved; until then it is on its way. */
export function resultOf(stage: DrawStage, entries: MyEntry[], orders: DrawnOrderFragment[], shown: number[]): MyResult {
  if (entries.length === 0) return { name: 'none' }
  if (stage === 'VOID' || stage === 'NOT_HELD') return { name: 'refunded', orders, settled: orders.every(wentBack) }
  const told = entries.flatMap(entry => entry.prize ?? [])
  const prizes = [...new Set([...told, ...shown])].sort((one, other) => one - other)
  if (prizes.length > 0) return { name: 'won', prizes, orders, settled: orders.some(order => order.award !== null) }
  if (stage !== 'PUBLISHED') return { name: 'waiting', entries: entries.length }
  return { name: 'lost', orders, settled: orders.length > 0 && orders.every(wentBack) }
}

/** "25 %" of 3 in 12, with one digit behind the point where it says more; never 0 % or 100 % by rounding. */
export function odds(winners: number, entries: number): string {
  if (entries <= 0 || winners >= entries) return '100%'
  const percent = (100 * winners) / entries
  const rounded = percent >= 10 ? Math.round(percent) : Math.round(percent * 10) / 10
  if (rounded >= 100) return '>99%'
  return rounded === 0 ? '<0.1%' : `${rounded}%`
}
