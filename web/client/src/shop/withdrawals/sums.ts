/** What somebody typed as a sum, an account or a number, before it is sent. */

import type { MethodFactsFragment } from './withdrawals.gql'

export type Channel = MethodFactsFragment['channel']

/** "30000" of "300" or "300.00"; null where it is no sum of money above nothing. */
export function fenOf(typed: string): string | null {
  const told = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(typed.trim())
  if (!told) return null
  const fen = BigInt(told[1] ?? '0') * 100n + BigInt((told[2] ?? '').padEnd(2, '0'))
  return fen > 0n ? String(fen) : null
}

/** "1234.50" of 123450 fen, as it is typed. */
export function typedOf(fen: string): string {
  const digits = fen.padStart(3, '0')
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`
}

/** Whether a card can have this number: the sum of Luhn. */
function isCard(typed: string): boolean {
  if (!/^\d{12,19}$/.test(typed)) return false
  const sum = [...typed].reverse().reduce((all, sign, place) => {
    const digit = Number(sign) * (place % 2 === 1 ? 2 : 1)
    return all + (digit > 9 ? digit - 9 : digit)
  }, 0)
  return sum % 10 === 0
}

const PHONE = /^1[3-9]\d{9}$/

/** Whether an account of this kind can be meant. */
export function isAccount(channel: Channel, typed: string): boolean {
  const plain = typed.replace(/\s/g, '')
  if (channel === 'BANK_CARD') return isCard(plain)
  return PHONE.test(plain) || (channel === 'ALIPAY' && /^[^@\s]+@[^@\s]+\.[^@\s.]+$/.test(plain))
}

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

/** Whether it can be the number of a resident's card: its last sign fits the others. */
export function isIdNumber(typed: string): boolean {
  const plain = typed.replace(/\s/g, '').toUpperCase()
  if (!/^[1-9]\d{16}[\dX]$/.test(plain)) return false
  const sum = WEIGHTS.reduce((all, weight, place) => all + weight * Number(plain[place]), 0)
  return plain[17] === '10X98765432'[sum % 11]
}
