/** What a redemption takes, and whether it is there. */

export interface Priced {
  points: string
  price: { fen: string }
}

export interface Lot {
  points: string
  left: string
  grantedAt: string
  expiresAt: string
}

export interface Taken {
  points: bigint
  fen: bigint
}

export function takes(item: Priced, quantity: number): Taken {
  return { points: BigInt(item.points) * BigInt(quantity), fen: BigInt(item.price.fen) * BigInt(quantity) }
}

/** How many points are missing for one piece; null where nobody is signed in. */
export function missing(item: Priced, spendable: string | null): bigint | null {
  if (spendable === null) return null
  const short = BigInt(item.points) - BigInt(spendable)
  return short > 0n ? short : 0n
}

/** The most pieces that can be had at once: as many as are left and as the points pay for, at least one. */
export function mostPieces(item: Priced & { left: number }, spendable: string | null): number {
  const each = BigInt(item.points)
  const paid = spendable === null || each === 0n ? item.left : Number(BigInt(spendable) / each)
  return Math.max(1, Math.min(item.left, paid, 99))
}

/** Lots that still hold points, the first to expire first: the order in which they are spent. */
export function livingLots(lots: readonly Lot[]): Lot[] {
  return lots.filter(lot => BigInt(lot.left) > 0n).sort((one, other) => Date.parse(one.expiresAt) - Date.parse(other.expiresAt))
}
