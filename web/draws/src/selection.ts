/** Which entries a seed selects: the first k steps of a Fisher-Yates shuffle without bias. */

import { hmac } from '@noble/hashes/hmac.js'
import { sha256, u64be, utf8 } from './bytes.js'

const WORDS = 2n ** 64n

/** The numbers of 64 bits that a seed stands for, without end. */
export function* words(seed: Uint8Array): Generator<bigint, never> {
  const keyed = hmac.create(sha256, seed).update(utf8('sel'))
  for (let i = 0; ; i++) {
    const digest = keyed.clone().update(u64be(i)).digest()
    yield new DataView(digest.buffer, digest.byteOffset).getBigUint64(0)
  }
}

// A word in the last, incomplete run of m is thrown away: plain modulo would favour small numbers.
function below(source: Iterator<bigint, never>, m: bigint): number {
  const limit = WORDS - (WORDS % m)
  for (;;) {
    const word = source.next().value
    if (word < limit) return Number(word % m)
  }
}

/** The numbers of the winners, 1 to n; the first takes prize 1. It takes memory for k. */
export function select(seed: Uint8Array, n: number, k: number): number[] {
  if (!(Number.isSafeInteger(n) && Number.isSafeInteger(k) && 1 <= k && k <= n)) {
    throw new RangeError(`${k} of ${n}`)
  }
  const source = words(seed)
  const moved = new Map<number, number>()
  const winners: number[] = []
  for (let j = 0; j < k; j++) {
    const at = j + below(source, BigInt(n - j))
    const here = moved.get(j) ?? j + 1
    moved.delete(j)
    winners.push(at === j ? here : (moved.get(at) ?? at + 1))
    if (at !== j) moved.set(at, here)
  }
  return winners
}
