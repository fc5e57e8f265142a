/** What an order costs and what pays it; all sums in fen. */

export interface Priced {
  unitFen: bigint
  quantity: number
  /** Taken off the whole order, as a leader's is. */
  discountFen: bigint
  /** What its way costs. */
  shippingFen?: bigint
}

export interface Means {
  creditFen: bigint
  cashFen: bigint
}

export interface Tenders extends Means {
  /** What is left for the cashier. */
  restFen: bigint
}

export function totalOf({ unitFen, quantity, discountFen, shippingFen = 0n }: Priced): bigint {
  const goods = unitFen * BigInt(quantity)
  return (goods > discountFen ? goods - discountFen : 0n) + shippingFen
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b)

/** Pays a total from the buyer's own accounts as far as they are wished and go: credit first, it can do nothing else. */
export function tendersOf(totalFen: bigint, has: Means, uses: { credit: boolean; cash: boolean }): Tenders {
  const creditFen = uses.credit ? least(has.creditFen, totalFen) : 0n
  const cashFen = uses.cash ? least(has.cashFen, totalFen - creditFen) : 0n
  return { creditFen, cashFen, restFen: totalFen - creditFen - cashFen }
}
