/** Where an order stands, from four sides: its team, itself, its payment, its draw. */

import type { OrderRowFragment } from './orders.gql'
import type { orderWords } from './words'

type Word = keyof (typeof orderWords)['zh-CN']
export type Tone = 'waits' | 'good' | 'urgent' | 'over'

export interface Chip {
  side: 'team' | 'order' | 'payment' | 'draw'
  word: Word
  tone: Tone
}

type Seen = Pick<OrderRowFragment, 'kind' | 'status' | 'closeReason' | 'payments' | 'total' | 'refunded' | 'team'>

const ORDER: Record<Seen['status'], [Word, Tone]> = {
  AWAITING_PAYMENT: ['toPay', 'urgent'],
  PAID: ['paid', 'waits'],
  CONFIRMED: ['toShip', 'waits'],
  SHIPPED: ['shipped', 'waits'],
  COMPLETED: ['completed', 'good'],
  CLOSED: ['closed', 'over'],
}

const TEAM: Record<NonNullable<Seen['team']>['status'], [Word, Tone]> = {
  OPEN: ['teaming', 'waits'],
  FORMED: ['formed', 'good'],
  DRAWING: ['formed', 'good'],
  SETTLED: ['formed', 'good'],
  FAILED: ['failed', 'over'],
  CANCELLED: ['calledOff', 'over'],
}

type Stage = NonNullable<NonNullable<Seen['team']>['draw']>['stage']

const DRAW: Record<Stage, [Word, Tone]> = {
  SCHEDULED: ['drawLater', 'waits'],
  NOT_HELD: ['drawNotHeld', 'over'],
  LOCKED: ['drawSoon', 'waits'],
  COUNTDOWN: ['drawSoon', 'waits'],
  REVEALING: ['drawNow', 'waits'],
  PUBLISHED: ['won', 'good'],
  VOID: ['drawVoid', 'over'],
}

function ofPayment(order: Seen): [Word, Tone] {
  const total = BigInt(order.total.fen)
  const refunded = BigInt(order.refunded.fen)
  if (total === 0n) return ['free', order.status === 'CLOSED' ? 'over' : 'good']
  if (refunded > 0n) return [refunded >= total ? 'refundedAll' : 'refundedPart', 'over']
  if (order.payments.some(payment => payment.status === 'PENDING')) return ['unpaid', 'urgent']
  if (order.payments.some(payment => payment.status === 'SUCCEEDED')) return ['payed', 'good']
  if (order.payments.length > 0 || order.status === 'CLOSED') return ['noMoney', 'over']
  return ['payedByWallet', 'good']
}

function ofDraw(order: Seen, stage: Stage): [Word, Tone] {
  if (stage === 'PUBLISHED' && order.status === 'CLOSED') return order.closeReason === 'DRAW_LOST' ? ['lost', 'over'] : ['drawHeld', 'over']
  // Who is paid and not settled yet has no result of their own so far.
  if (stage === 'PUBLISHED' && order.status === 'PAID') return ['drawHeld', 'waits']
  return DRAW[stage]
}

/** The chips of an order: always its own state and its money's; its team and its draw where it has them. */
export function chipsOf(order: Seen): Chip[] {
  const chip = (side: Chip['side'], [word, tone]: [Word, Tone]): Chip => ({ side, word, tone })
  const draw = order.team?.draw
  return [
    ...(order.team ? [chip('team', TEAM[order.team.status])] : [chip('team', [order.kind === 'POINTS' ? 'byPoints' : 'solo', 'over'] as [Word, Tone])]),
    chip('order', ORDER[order.status]),
    chip('payment', ofPayment(order)),
    ...(draw ? [chip('draw', ofDraw(order, draw.stage))] : []),
  ]
}

/** Whether its buyer can go to the cashier with it. */
export function isPayable(order: Pick<Seen, 'status' | 'payments'>): boolean {
  return order.status === 'AWAITING_PAYMENT' && order.payments.some(payment => payment.status === 'PENDING')
}

/** Whether its buyer can call it off here; a seat is given back with its team. */
export function isCancellable(order: Pick<Seen, 'status' | 'kind'>): boolean {
  return order.status === 'AWAITING_PAYMENT' && order.kind !== 'TEAM'
}

/** Whether its buyer can still say where it goes. */
export function isAddressable(order: Pick<Seen, 'status'>): boolean {
  return ['AWAITING_PAYMENT', 'PAID', 'CONFIRMED'].includes(order.status)
}
