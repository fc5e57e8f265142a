/** What a draw without a finding proves, and what no file can prove, each under a short name. */

import type { Published } from './published.js'

/** What was laid beside the header: the entries, and how many receipts of which kind. */
export interface Seen {
  entries: boolean
  receipts: number
  locks: number
}

export type Proved =
  | 'LOCK_SIGNED'
  | 'VOID_REASON_HOLDS'
  | 'ROUND_SIGNED'
  | 'SECRET_COMMITTED'
  | 'WINNERS_FOLLOW'
  | 'WINNERS_BELOW_ROOT'
  | 'ENTRIES_BELOW_ROOT'
  | 'RECEIPTS_AGREE'
  | 'LOCK_RECEIPT_AGREES'

export type Unproved =
  | 'OPERATOR_KNEW'
  | 'COMMITMENT_IN_TIME'
  | 'LOCK_RECEIPT_IN_TIME'
  | 'ROOT_IN_TIME'
  | 'ENTRIES_NOT_SEEN'
  | 'PAYERS_NOT_SEEN'
  | 'OTHER_PAYERS'
  | 'KEY_IS_THE_ORGANISERS'
  | 'RULES_BEHIND_HASH'
  | 'PERSONS_BEHIND_ENTRIES'
  | 'VOID_IN_TIME'

export function proved(draw: Published, seen: Seen): Proved[] {
  const names: Proved[] = ['LOCK_SIGNED']
  if (draw.isVoid) names.push('VOID_REASON_HOLDS')
  else names.push(draw.isOperators ? 'SECRET_COMMITTED' : 'ROUND_SIGNED')
  if (!draw.isVoid) names.push('WINNERS_FOLLOW', 'WINNERS_BELOW_ROOT')
  if (seen.entries) names.push('ENTRIES_BELOW_ROOT')
  if (seen.entries && seen.receipts) names.push('RECEIPTS_AGREE')
  if (seen.locks) names.push('LOCK_RECEIPT_AGREES')
  return names
}

export function unproved(draw: Published, seen: Seen): Unproved[] {
  const names: Unproved[] = []
  if (draw.isOperators) names.push('OPERATOR_KNEW', 'COMMITMENT_IN_TIME')
  else names.push(seen.locks ? 'LOCK_RECEIPT_IN_TIME' : 'ROOT_IN_TIME')
  if (!seen.entries) names.push('ENTRIES_NOT_SEEN')
  names.push(seen.entries && seen.receipts ? 'OTHER_PAYERS' : 'PAYERS_NOT_SEEN')
  if (draw.trust.publicKey === undefined) names.push('KEY_IS_THE_ORGANISERS')
  names.push('RULES_BEHIND_HASH', 'PERSONS_BEHIND_ENTRIES')
  if (draw.isVoid) names.push('VOID_IN_TIME')
  return names
}
