/** Where the payment of an order stands, by the server's word alone. */

import type { PayOrderFragment } from './pay.gql'

export type PaidOrder = PayOrderFragment

/** `due`: can be paid. `confirming`: its time is over and the server has not said what became of it.
 * `paid`: the money is there, or none was to be paid. `unpaid`: nothing was paid in time, or it was called off.
 * `closed`: over otherwise; what was paid goes back. */
export type Paying = 'due' | 'confirming' | 'paid' | 'unpaid' | 'closed'

type Stood = Pick<PaidOrder, 'status' | 'payments'>

export function payingOf(order: Stood, secondsLeft: number | null): Paying {
  if (order.status === 'CLOSED') {
    const nothingPaid = order.payments.every(payment => payment.status !== 'SUCCEEDED')
    return nothingPaid ? 'unpaid' : 'closed'
  }
  if (order.status !== 'AWAITING_PAYMENT') return 'paid'
  if (order.payments.some(payment => payment.status === 'SUCCEEDED')) return 'paid'
  return secondsLeft === 0 ? 'confirming' : 'due'
}

/** The payment that waits for its money; undefined where none does. */
export function pendingOf(order: Pick<PaidOrder, 'payments'>) {
  return order.payments.find(payment => payment.status === 'PENDING')
}

/** Whether an address is the sandbox of this very shop, where paying is play. */
export function isSandbox(cashierUrl: string, origin: string): boolean {
  const url = new URL(cashierUrl, origin)
  return url.origin === origin && url.pathname.startsWith('/sandbox/')
}
