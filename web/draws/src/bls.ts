/**
 * Whether a round is one that its chain signed: a signature on G1 by a key on G2.
 *
 * The equation alone would take a second signature, with a point added whose order divides the
 * cofactor; so each point must lie in the subgroup, and be written in its one way.
 */

import { bls12_381 } from '@noble/curves/bls12-381.js'
import { hex, sha256, u64be, unhex, utf8 } from './bytes.js'
import type { Chain } from './shapes.js'

const DOMAIN = utf8('BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_')

interface Point {
  assertValidity(): void
  is0(): boolean
  toBytes(compressed?: boolean): Uint8Array
}

function read<P extends Point>(curve: { fromBytes(bytes: Uint8Array): P }, text: string): P {
  const point = curve.fromBytes(unhex(text))
  point.assertValidity()
  if (point.is0()) throw new Error('infinity')
  if (hex(point.toBytes(true)) !== text) throw new Error('written in another way')
  return point
}

// One round may decide many draws, and be told by a file and by somebody else.
const known = new Map<string, Uint8Array | undefined>()
const MOST_KNOWN = 64

/** The randomness of a round, undefined if its chain did not sign it so. */
export function checked(chain: Chain, round: number, signature: string): Uint8Array | undefined {
  const asked = `${chain.scheme} ${chain.key} ${round} ${signature}`
  if (!known.has(asked)) {
    if (known.size >= MOST_KNOWN) known.clear()
    known.set(asked, worked(chain, round, signature))
  }
  return known.get(asked)
}

function worked(chain: Chain, round: number, signature: string): Uint8Array | undefined {
  if (chain.scheme !== 'bls-unchained-g1-rfc9380' || round < 1) return undefined
  if (signature.length !== 96 || chain.key.length !== 192) return undefined
  try {
    const { G1, G2, fields } = bls12_381
    const signed = read(G1.Point, signature)
    const key = read(G2.Point, chain.key)
    const message = G1.hashToCurve(sha256(u64be(round)), { DST: DOMAIN })
    const pairs = [
      { g1: signed, g2: G2.Point.BASE.negate() },
      { g1: message as typeof signed, g2: key },
    ]
    const product = bls12_381.pairingBatch(pairs)
    return fields.Fp12.eql(product, fields.Fp12.ONE) ? sha256(unhex(signature)) : undefined
  } catch {
    return undefined
  }
}
