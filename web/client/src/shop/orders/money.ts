/** The sums of an order, line by line; each sum as the server has it. */

import type { OrderWholeFragment } from './orders.gql'

export interface Line {
  word: 'unit' | 'discount' | 'shipping' | 'credit' | 'cash' | 'byCashier'
  fen: string
  /** How many times, where it is a price a piece. */
  pieces?: number
}

type Seen = Pick<OrderWholeFragment, 'unitPrice' | 'quantity' | 'discount' | 'shippingFee' | 'tenders' | 'payments'>

/** What it cost a piece, what was taken off, and each source that paid of it. */
export function moneyOf(order: Seen): Line[] {
  const lines: Line[] = [{ word: 'unit', fen: order.unitPrice.fen, ...(order.quantity > 1 ? { pieces: order.quantity } : {}) }]
  if (BigInt(order.discount.fen) > 0n) lines.push({ word: 'discount', fen: (-BigInt(order.discount.fen)).toString() })
  if (BigInt(order.shippingFee.fen) > 0n) lines.push({ word: 'shipping', fen: order.shippingFee.fen })
  for (const tender of order.tenders) lines.push({ word: tender.source === 'CREDIT' ? 'credit' : 'cash', fen: tender.amount.fen })
  const paid = order.payments.filter(payment => payment.status === 'SUCCEEDED').map(payment => BigInt(payment.amount.fen))
  if (paid.length > 0) lines.push({ word: 'byCashier', fen: paid.reduce((sum, next) => sum + next).toString() })
  return lines
}

export interface Return {
  key: string
  fen: string
  reason: string
  state: 'REQUESTED' | 'PROCESSING' | 'SUCCEEDED' | 'intoCREDIT' | 'intoCASH'
  /** When it arrived, or was promised. */
  at: string
  late: boolean
}

/** Everything that went or goes back, by its payment or into an account, the earliest first. */
export function returnsOf(order: Pick<OrderWholeFragment, 'refunds' | 'tenders'>): Return[] {
  const byPayment = order.refunds.map((refund): Return => ({
    key: refund.number,
    fen: refund.amount.fen,
    reason: refund.reason,
    state: refund.status,
    at: refund.succeededAt ?? refund.requestedAt,
    late: refund.delayedAt !== null && refund.succeededAt === null,
  }))
  const byAccount = order.tenders.flatMap(tender =>
    tender.returns.map((part, index): Return => ({
      key: `${tender.source}-${index}`,
      fen: part.amount.fen,
      reason: part.reason,
      state: tender.source === 'CREDIT' ? 'intoCREDIT' : 'intoCASH',
      at: part.returnedAt,
      late: false,
    })),
  )
  return [...byPayment, ...byAccount].sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
}
