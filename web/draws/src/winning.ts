/** What is wrong with the seed, and with who won by it. */

import { hex, unhex } from './bytes.js'
import { beaconSeed, operatorSeed } from './chance.js'
import { finding, type Finding } from './findings.js'
import type { Published } from './published.js'
import { select } from './selection.js'
import { leaf, rootByProof } from './trees.js'

type Findings = Generator<Finding, void>

export function* winners(draw: Published): Findings {
  const { plain } = draw
  const seed = seedOf(draw)
  if (draw.isVoid || !seed) return
  if (hex(seed) !== plain.seed) yield finding('SEED_WRONG', hex(seed))
  for (const [at, no] of select(seed, plain.n, plain.k).entries()) {
    const winner = plain.winners[at]!
    if (winner.prize !== at + 1 || winner.no !== no) {
      yield finding('WINNERS_WRONG', `prize ${at + 1}: entry ${no}`)
    }
    const bottom = leaf(winner.no, winner.ticket, unhex(winner.commitment))
    const top = rootByProof(bottom, winner.no, plain.n, winner.proof.map(unhex))
    if (!top || hex(top) !== plain.root) yield finding('PROOF_WRONG', `entry ${winner.no}`)
  }
  yield* serials(draw)
}

/** What the chance comes to, undefined where the file does not tell it. */
function seedOf({ plain }: Published): Uint8Array | undefined {
  if (plain.operator?.secret) return operatorSeed(plain, unhex(plain.operator.secret))
  if (!plain.beacon?.randomness) return undefined
  const { chain, round, randomness } = plain.beacon
  return beaconSeed(plain, unhex(chain.hash), round, unhex(randomness))
}

// Between two entries at least as many were paid as entered.
function* serials({ plain }: Published): Findings {
  let before = { no: 0, serial: 0 }
  for (const { no, serial } of [...plain.winners].sort((one, other) => one.no - other.no)) {
    const isTight = serial - before.serial < no - before.no
    if ((plain.scope === 'TEAM' && serial !== no) || isTight) {
      yield finding('SERIAL_WRONG', `entry ${no}`)
    }
    before = { no, serial }
  }
}
