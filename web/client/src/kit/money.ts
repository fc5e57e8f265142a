/** Sums as people read them; a sum travels as whole fen in a string. */

/** "¥1,299.00" of 129900 fen; exact for any 64-bit sum. */
export function yuan(fen: string | bigint): string {
  const sum = BigInt(fen)
  const digits = String(sum < 0n ? -sum : sum).padStart(3, '0')
  const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',')
  return `${sum < 0n ? '−' : ''}¥${whole}.${digits.slice(-2)}`
}

/** "1,299" of 1299: counts and points. */
export function counted(number: string | number | bigint): string {
  return BigInt(number).toLocaleString('en-US')
}
