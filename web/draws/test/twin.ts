/** Answers questions line by line, so that another program can compare every answer with its own. */

import { createInterface } from 'node:readline'
import { hex, unhex } from '../src/bytes.js'
import { beaconSeed, operatorSeed, roundAt, timeOf, type Frozen } from '../src/chance.js'
import { canonical, type Json } from '../src/json.js'
import { select, words } from '../src/selection.js'
import type { Trust } from '../src/published.js'
import type { Chain } from '../src/shapes.js'
import { verifySignature } from '../src/signatures.js'
import { leaf, rootByProof, Tree } from '../src/trees.js'
import { verify } from '../src/verify.js'

/** Bytes are hexadecimal digits. */
interface Questions {
  select: { seed: string; n: number; k: number }
  words: { seed: string; count: number }
  leaf: { no: number; ticket: string; commitment: string }
  tree: { leaves: string[]; positions: number[] }
  proof: { leaf: string; no: number; n: number; proof: string[] }
  operator: { frozen: Frozen; secret: string }
  beacon: { frozen: Frozen; chain_hash: string; round: number; randomness: string }
  round: { chain: Chain; frozen_at: number }
  canonical: { value: Json }
  signature: { key: string; message: string; signature: string }
  round_signed: { chain: Chain; round: number; signature: string }
  verify: { header: string; entries: string | null; receipts: string | null; trust: Trust }
}

async function* once(text: string): AsyncGenerator<Uint8Array> {
  const whole = unhex(text)
  // In odd pieces, as a network brings them.
  for (let at = 0; at < whole.length; at += 997) yield whole.subarray(at, at + 997)
}

function tree(leaves: string[], positions: number[]) {
  const grown = new Tree(new Set(positions))
  for (const hash of leaves) grown.add(unhex(hash))
  const [root, proofs] = [grown.root()!, grown.proofs()]
  return { root: hex(root), proofs: positions.map(position => proofs.get(position)!.map(hex)) }
}

const ANSWERS: { [Q in keyof Questions]: (asked: Questions[Q]) => unknown } = {
  select: ({ seed, n, k }) => select(unhex(seed), n, k),
  words: ({ seed, count }) => {
    const source = words(unhex(seed))
    return Array.from({ length: count }, () => source.next().value.toString(16).padStart(16, '0'))
  },
  leaf: ({ no, ticket, commitment }) => hex(leaf(no, ticket, unhex(commitment))),
  tree: ({ leaves, positions }) => tree(leaves, positions),
  proof: ({ leaf: bottom, no, n, proof }) => {
    const root = rootByProof(unhex(bottom), no, n, proof.map(unhex))
    return root ? hex(root) : null
  },
  operator: ({ frozen, secret }) => hex(operatorSeed(frozen, unhex(secret))),
  beacon: ({ frozen, chain_hash, round, randomness }) =>
    hex(beaconSeed(frozen, unhex(chain_hash), round, unhex(randomness))),
  round: ({ chain, frozen_at }) => {
    const number = roundAt(chain, frozen_at)
    return number === undefined ? null : [Number(number), Number(timeOf(chain, Number(number)))]
  },
  canonical: ({ value }) => canonical(value),
  signature: ({ key, message, signature }) =>
    verifySignature(unhex(key), unhex(message), unhex(signature)),
  round_signed: async ({ chain, round, signature }) => {
    const { checked } = await import('../src/bls.js')
    const randomness = checked(chain, round, signature)
    return randomness ? hex(randomness) : null
  },
  verify: async ({ header, entries, receipts, trust }) => {
    const verdict = await verify(unhex(header), {
      ...(entries !== null && { entries: once(entries) }),
      ...(receipts !== null && { receipts: once(receipts) }),
      trust,
    })
    return verdict.findings.map(({ code }) => code)
  },
}

for await (const line of createInterface({ input: process.stdin })) {
  const { ask, ...asked } = JSON.parse(line) as { ask: keyof Questions }
  const answer = ANSWERS[ask] as (asked: unknown) => unknown
  process.stdout.write(`${JSON.stringify(await answer(asked))}\n`)
}
