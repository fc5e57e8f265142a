/** Whether a draw's header holds together: its parts, receipt, chance, timetable and void. */

import { hex, sha256, unhex, utf8 } from './bytes.js'
import { roundAt } from './chance.js'
import { finding, type Finding } from './findings.js'
import { canonical } from './json.js'
import { publicKey, type Published } from './published.js'
import { keyId, verifySignature } from './signatures.js'
import { firstRevealAfterRound, stepMilliseconds, voidFrom } from './timetable.js'

type Findings = Generator<Finding, void>

/** Which parts are there that should not be, or are not; and counts that cannot be. */
export function* parts(draw: Published): Findings {
  const { plain, isVoid } = draw
  if (plain.k > plain.n) yield finding('COUNTS_IMPOSSIBLE', `k = ${plain.k}, n = ${plain.n}`)
  for (const [name, value, there] of wanted(draw)) {
    if ((value !== null) !== there) yield finding('PARTS_INCOHERENT', name)
  }
  const wins = isVoid ? 0 : plain.k
  if (plain.winners.length !== wins) {
    yield finding('WINNERS_WRONG', `${plain.winners.length} of ${wins}`)
  }
}

/** Each part that may be null: its name, what it is, and whether it must be there. */
function* wanted(draw: Published): Generator<[string, unknown, boolean], void> {
  const { plain, isOperators, isVoid } = draw
  const { operator, beacon, lock } = plain
  const { sequence, commitment, chain_hash, round, beacon_seen } = lock.receipt
  yield ['operator', operator, isOperators]
  yield ['sequence', sequence, isOperators]
  yield ['commitment', commitment, isOperators]
  yield ['beacon', beacon, !isOperators]
  yield ['chain_hash', chain_hash, !isOperators]
  yield ['round', round, !isOperators]
  yield ['beacon_seen', beacon_seen, !isOperators && beacon_seen !== null]
  yield ['seed', plain.seed, !isVoid]
  yield ['void', plain.void, isVoid]
  if (operator) yield ['secret', operator.secret, !isVoid || operator.secret !== null]
  if (beacon) {
    const there = !isVoid || beacon.signature !== null
    yield ['signature', beacon.signature, there]
    yield ['randomness', beacon.randomness, there]
  }
}

const REPEATED = ['draw', 'scope', 'mode', 'rules_hash', 'root', 'n', 'k', 'frozen_at'] as const

/** What is wrong between the header, the lock receipt and the key. */
export function* lock(draw: Published): Findings {
  const { plain, trust } = draw
  const { receipt, signature, key_id } = plain.lock
  const key = publicKey(draw)
  if (trust.publicKey !== undefined && trust.publicKey !== plain.key) {
    yield finding('KEY_UNEXPECTED', plain.key)
  }
  if (key_id !== keyId(key)) yield finding('KEY_ID_WRONG', key_id)
  if (!verifySignature(key, utf8(canonical(receipt)), unhex(signature))) {
    yield finding('LOCK_SIGNATURE_WRONG', key_id)
  }
  const told: [string, unknown, unknown][] = REPEATED.map(name => [
    name,
    plain[name],
    receipt[name],
  ])
  told.push(['first_reveal_at', plain.timetable.first_reveal_at, receipt.first_reveal_at])
  if (plain.operator) {
    told.push(['sequence', plain.operator.sequence, receipt.sequence])
    told.push(['commitment', plain.operator.commitment, receipt.commitment])
  }
  if (plain.beacon) {
    told.push(['chain_hash', plain.beacon.chain.hash, receipt.chain_hash])
    told.push(['round', plain.beacon.round, receipt.round])
  }
  for (const [name, ours, theirs] of told) {
    if (ours !== theirs) yield finding('LOCK_DIFFERS', name)
  }
}

/** What is wrong with the secret, or with the beacon and its round. */
export function* chance(draw: Published): Findings {
  if (draw.isOperators) yield* secret(draw)
  else yield* beacon(draw)
}

function* secret({ plain, isVoid }: Published): Findings {
  const operator = plain.operator!
  if (operator.secret === null) return
  if (hex(sha256(unhex(operator.secret))) !== operator.commitment) {
    yield finding('SECRET_WRONG', operator.commitment)
  } else if (isVoid) {
    yield finding('VOID_SECRET_EXISTS', operator.commitment)
  }
}

function* beacon(draw: Published): Findings {
  const { plain, isVoid } = draw
  const told = plain.beacon!
  const seen = plain.lock.receipt.beacon_seen
  if (!draw.isTrustedChain) {
    yield finding('CHAIN_UNKNOWN', told.chain.hash)
    return
  }
  if (roundAt(told.chain, plain.frozen_at) !== BigInt(told.round)) {
    yield finding('ROUND_WRONG', `${told.round}`)
  }
  if (seen !== null && seen >= told.round) yield finding('BEACON_SEEN_LATE', `${seen}`)
  if (told.signature !== null && draw.randomness === undefined) {
    yield finding('BEACON_INVALID', `${told.round}`)
  } else if (draw.randomness !== undefined && draw.randomness !== told.randomness) {
    yield finding('RANDOMNESS_WRONG', draw.randomness)
  }
  if (draw.trust.roundSignature !== undefined && draw.given === undefined) {
    yield finding('GIVEN_SIGNATURE_INVALID', `${told.round}`)
  }
  if (isVoid && (draw.given ?? draw.randomness) !== undefined) {
    yield finding('VOID_ROUND_EXISTS', `${told.round}`)
  }
}

/** What is wrong with the times of the reveals. */
export function* timetable({ plain, roundAt: at }: Published): Findings {
  const { first_reveal_at: first, step_milliseconds: step } = plain.timetable
  if (at === undefined && first < plain.frozen_at) {
    yield finding('TIMETABLE_WRONG', 'before the freeze')
  }
  if (at !== undefined && BigInt(first) !== firstRevealAfterRound(at)) {
    yield finding('TIMETABLE_WRONG', 'not 10 s after the round')
  }
  if (step !== stepMilliseconds(plain.k)) yield finding('TIMETABLE_WRONG', 'step_milliseconds')
}

/** What is wrong with a draw that came to nothing, beside what could be known. */
export function* nothing({ plain, roundAt: at }: Published): Findings {
  if (!plain.void) return
  const { reason, voided_at } = plain.void
  const due = { roundAt: at, firstRevealAt: plain.timetable.first_reveal_at, k: plain.k }
  const since = voidFrom(reason, due)
  if (since === undefined) yield finding('VOID_REASON_WRONG', reason)
  else if (BigInt(voided_at) < since) yield finding('VOID_TOO_EARLY', `${since}`)
}
