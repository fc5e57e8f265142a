/** What can be wrong with a published draw, each under a short name of its own. */

export const WRONGS = [
  'FILE_UNREADABLE',
  'FILE_SHAPE_WRONG',
  'FILE_NOT_CANONICAL',
  'COUNTS_IMPOSSIBLE',
  'PARTS_INCOHERENT',
  'KEY_UNEXPECTED',
  'KEY_ID_WRONG',
  'LOCK_SIGNATURE_WRONG',
  'LOCK_DIFFERS',
  'CHAIN_UNKNOWN',
  'ROUND_WRONG',
  'BEACON_SEEN_LATE',
  'BEACON_INVALID',
  'RANDOMNESS_WRONG',
  'GIVEN_SIGNATURE_INVALID',
  'SECRET_WRONG',
  'TIMETABLE_WRONG',
  'SEED_WRONG',
  'WINNERS_WRONG',
  'SERIAL_WRONG',
  'PROOF_WRONG',
  'VOID_REASON_WRONG',
  'VOID_TOO_EARLY',
  'VOID_ROUND_EXISTS',
  'VOID_SECRET_EXISTS',
  'ENTRIES_UNREADABLE',
  'ENTRIES_NUMBERING',
  'ENTRIES_SERIAL',
  'ENTRIES_TICKET_TWICE',
  'ENTRIES_COUNT',
  'ROOT_WRONG',
  'WINNER_DIFFERS',
  'RECEIPT_UNREADABLE',
  'RECEIPT_SIGNATURE_WRONG',
  'RECEIPT_OTHER_DRAW',
  'RECEIPT_LEAF_WRONG',
  'RECEIPT_PLEDGE_WRONG',
  'RECEIPT_RULES_WRONG',
  'RECEIPT_LATE',
  'RECEIPT_NOT_ENTERED',
  'RECEIPT_DIFFERS',
  'LOCK_RECEIPT_DIFFERS',
] as const

export type Wrong = (typeof WRONGS)[number]

/** Something that does not hold: its short name, and the place or the sentence that names it. */
export interface Finding {
  code: Wrong
  detail: string
}

export const finding = (code: Wrong, detail: string): Finding => ({ code, detail })
