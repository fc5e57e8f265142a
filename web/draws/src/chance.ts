/** What a draw's chance is made of in each of the two modes, and which round decides. */

import { concat, lp, sha256, u64be, unhex, utf8 } from './bytes.js'
import type { Chain } from './shapes.js'

export const QUICKNET: Chain = {
  hash: '52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971',
  period_seconds: 3,
  genesis: 1692803367,
  key:
    '83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c' +
    '8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb' +
    '5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a',
  scheme: 'bls-unchained-g1-rfc9380',
}

const WAIT_SECONDS = 30n

/** What is fixed when a draw is locked: its id, the root and number of entries, the winners. */
export interface Frozen {
  draw: string
  root: string
  n: number
  k: number
}

function fixed({ draw, root, n, k }: Frozen): Uint8Array {
  const id = unhex(draw.replaceAll('-', ''))
  return concat(lp(utf8('kaituan/draw/1')), lp(id), unhex(root), u64be(n), u64be(k))
}

export const operatorSeed = (frozen: Frozen, secret: Uint8Array): Uint8Array =>
  sha256(concat(fixed(frozen), lp(utf8('operator')), secret))

export const beaconSeed = (
  frozen: Frozen,
  chainHash: Uint8Array,
  round: number,
  randomness: Uint8Array,
): Uint8Array =>
  sha256(concat(fixed(frozen), lp(utf8('beacon')), chainHash, u64be(round), randomness))

/** The round that decides a draw frozen at this second, undefined before the chain began. */
export function roundAt(chain: Chain, frozenAt: number): bigint | undefined {
  const since = BigInt(frozenAt) + WAIT_SECONDS - BigInt(chain.genesis)
  return since < 0n ? undefined : since / BigInt(chain.period_seconds) + 1n
}

/** The second at which a round comes. */
export const timeOf = (chain: Chain, round: number): bigint =>
  BigInt(chain.genesis) + (BigInt(round) - 1n) * BigInt(chain.period_seconds)

export const sameChain = (one: Chain, other: Chain): boolean =>
  one.hash === other.hash &&
  one.period_seconds === other.period_seconds &&
  one.genesis === other.genesis &&
  one.key === other.key &&
  one.scheme === other.scheme
