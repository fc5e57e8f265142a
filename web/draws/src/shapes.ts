/** Whether what somebody sent has the fields of a draw's files, before any of it is believed. */

import { MOST_NUMBER } from './bytes.js'
import { canonical, type Json } from './json.js'
import type { VoidReason } from './timetable.js'

/** What was read is not what it must be; the message says where. */
export class Misshapen extends Error {}

/** The same could be written in other bytes, and was. */
export class NotCanonical extends Error {}

type Shape<T> = (value: unknown, path: string) => T

function text<T extends string>(pattern: string): Shape<T> {
  const whole = new RegExp(`^(?:${pattern})$`)
  return (value, path) => {
    if (typeof value !== 'string' || !whole.test(value)) throw new Misshapen(path)
    return value as T
  }
}

const number =
  (least: number): Shape<number> =>
  (value, path) => {
    if (!Number.isSafeInteger(value) || (value as number) < least) throw new Misshapen(path)
    return value as number
  }

const optional =
  <T>(shape: Shape<T>): Shape<T | null> =>
  (value, path) =>
    value === null ? null : shape(value, path)

const every =
  <T>(shape: Shape<T>, most = MOST_NUMBER): Shape<T[]> =>
  (value, path) => {
    if (!Array.isArray(value) || value.length > most) throw new Misshapen(path)
    return value.map((item, position) => shape(item, `${path}.${position}`))
  }

type Shapes = Record<string, Shape<unknown>>
type Of<F extends Shapes> = { [Name in keyof F]: ReturnType<F[Name]> }

const fields =
  <F extends Shapes>(shapes: F): Shape<Of<F>> =>
  (value, path) => {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) {
      throw new Misshapen(path)
    }
    const told = value as Record<string, unknown>
    for (const name of Object.keys(told)) {
      if (!Object.hasOwn(shapes, name)) throw new Misshapen(`${path}.${name}`)
    }
    for (const [name, shape] of Object.entries(shapes)) {
      if (!Object.hasOwn(told, name)) throw new Misshapen(`${path}.${name}`)
      shape(told[name], `${path}.${name}`)
    }
    return told as Of<F>
  }

export const TICKET = '[0-9A-Za-z._:-]{1,64}'
const HASH = text('[0-9a-f]{64}')
const SIGNATURE = text('[0-9a-f]{128}')
const UUID = text('[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}')
const KEY_ID = text('[0-9a-f]{16}')
const SCOPE = text<'TEAM' | 'CAMPAIGN'>('TEAM|CAMPAIGN')
const MODE = text<'OPERATOR_COMMIT' | 'PUBLIC_BEACON'>('OPERATOR_COMMIT|PUBLIC_BEACON')
const REASON = text<VoidReason>('NO_RECEIPT|ROUND_UNAVAILABLE|REVEAL_OVERDUE')

export const LOCK_FORMAT = 'kaituan/lock-receipt/1'
export const ENTRY_FORMAT = 'kaituan/entry-receipt/1'

const LOCK_RECEIPT = fields({
  format: text<typeof LOCK_FORMAT>(LOCK_FORMAT),
  draw: UUID,
  scope: SCOPE,
  mode: MODE,
  rules_hash: HASH,
  root: HASH,
  n: number(1),
  k: number(1),
  frozen_at: number(0),
  first_reveal_at: number(0),
  chain_hash: optional(HASH),
  round: optional(number(1)),
  beacon_seen: optional(number(1)),
  sequence: optional(number(1)),
  commitment: optional(HASH),
  previous_hash: optional(HASH),
})

const ENTRY_RECEIPT = fields({
  format: text<typeof ENTRY_FORMAT>(ENTRY_FORMAT),
  draw: UUID,
  rules_hash: HASH,
  pledge: HASH,
  serial: number(1),
  ticket: text(TICKET),
  commitment: HASH,
  leaf: optional(HASH),
  paid_at: number(0),
})

const CHAIN = fields({
  hash: HASH,
  period_seconds: number(1),
  genesis: number(0),
  key: text('[0-9a-f]{192}'),
  scheme: text('bls-unchained-g1-rfc9380'),
})

const WINNER = fields({
  prize: number(1),
  no: number(1),
  serial: number(1),
  ticket: text(TICKET),
  commitment: HASH,
  proof: every(HASH, 53),
})

const HEADER = fields({
  format: text('kaituan/draw/1'),
  draw: UUID,
  scope: SCOPE,
  mode: MODE,
  rules_hash: HASH,
  root: HASH,
  n: number(1),
  k: number(1),
  frozen_at: number(0),
  status: text<'PUBLISHED' | 'VOID'>('PUBLISHED|VOID'),
  timetable: fields({ first_reveal_at: number(0), step_milliseconds: number(0) }),
  operator: optional(
    fields({ sequence: number(1), commitment: HASH, secret: optional(HASH) }),
  ),
  beacon: optional(
    fields({
      chain: CHAIN,
      round: number(1),
      signature: optional(text('[0-9a-f]{96}')),
      randomness: optional(HASH),
    }),
  ),
  seed: optional(HASH),
  void: optional(fields({ reason: REASON, voided_at: number(0) })),
  winners: every(WINNER),
  lock: fields({ receipt: LOCK_RECEIPT, signature: SIGNATURE, key_id: KEY_ID }),
  key: HASH,
})

const signedShape = <T>(receipt: Shape<T>) =>
  fields({ receipt, signature: SIGNATURE, key_id: KEY_ID })

export type Chain = ReturnType<typeof CHAIN>
export type Winner = ReturnType<typeof WINNER>
export type Header = ReturnType<typeof HEADER>
export type LockReceipt = ReturnType<typeof LOCK_RECEIPT>
export type EntryReceipt = ReturnType<typeof ENTRY_RECEIPT>
export interface Signed {
  receipt: LockReceipt | EntryReceipt
  signature: string
  key_id: string
}

const strictly = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** The content as an object of this shape, which only these bytes are written as. */
function read<T>(content: Uint8Array, shape: Shape<T>): T {
  const told = strictly.decode(content)
  const value: unknown = JSON.parse(told)
  const shaped = shape(value, '')
  if (canonical(value as Json) !== told) throw new NotCanonical('in other bytes')
  return shaped
}

export const readHeader = (content: Uint8Array): Header => read(content, HEADER)

/** A signed receipt of either kind. */
export function readSigned(content: Uint8Array): Signed {
  return read<Signed>(content, (value, path) => {
    const receipt = (value as { receipt?: { format?: unknown } } | null)?.receipt
    if (receipt?.format === LOCK_FORMAT) return signedShape(LOCK_RECEIPT)(value, path)
    return signedShape(ENTRY_RECEIPT)(value, path)
  })
}
