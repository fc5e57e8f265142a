/** When winners are shown, and from when on a draw may be void. */

const PATIENCE_SECONDS = 86_400n

/** The time from one reveal to the next: 1.8 s, or less so that all take 50 s. */
export const stepMilliseconds = (k: number): number => Math.min(1_800, Math.floor(50_000 / k))

/** When the first winner of a beacon draw is shown, in Unix seconds. */
export const firstRevealAfterRound = (roundAt: bigint): bigint => roundAt + 10n

export type VoidReason = 'NO_RECEIPT' | 'ROUND_UNAVAILABLE' | 'REVEAL_OVERDUE'

/** From which second on a draw may be void for this reason; undefined: never in its mode. */
export function voidFrom(
  reason: VoidReason,
  due: { roundAt: bigint | undefined; firstRevealAt: number; k: number },
): bigint | undefined {
  if (reason === 'NO_RECEIPT') return due.roundAt
  if (reason === 'ROUND_UNAVAILABLE') {
    return due.roundAt === undefined ? undefined : due.roundAt + PATIENCE_SECONDS
  }
  const lasts = BigInt(due.k - 1) * BigInt(stepMilliseconds(due.k))
  return BigInt(due.firstRevealAt) + (lasts + 999n) / 1_000n + PATIENCE_SECONDS
}
