/** The vectors that Python's side wrote, and what they cannot show: streams, a chunk of curves. */

import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { hex, lp, commitmentOf, sha256, u64be, unhex, utf8 } from '../src/bytes.js'
import { beaconSeed, operatorSeed, QUICKNET, roundAt, timeOf, type Frozen } from '../src/chance.js'
import { canonical, type Json } from '../src/json.js'
import { select, words } from '../src/selection.js'
import type { EntryReceipt, LockReceipt, Signed } from '../src/shapes.js'
import { keyId, verifySignature } from '../src/signatures.js'
import { stepMilliseconds } from '../src/timetable.js'
import { leaf, rootByProof, Tree } from '../src/trees.js'
import { verify } from '../src/verify.js'
import { WRONGS } from '../src/findings.js'
import { WORDS } from '../src/words.js'

interface Vectors {
  chain: typeof QUICKNET
  encoding: { what: string; hex: string; text: string; number: number; value: Json; salt: string; person: string }[]
  leaves: { no: number; ticket: string; commitment: string; leaf: string }[]
  trees: { n: number; leaves: string[]; root: string; proofs: string[][] }[]
  seeds: (Frozen & { mode: string; secret: string; commitment: string; chain_hash: string; round: number; randomness: string; seed: string })[]
  selections: { seed: string; n: number; k: number; words: string[]; winners: number[] }[]
  timetables: { k: number; step_milliseconds: number }[]
  rounds: { frozen_at: number; round: number; round_at: number }[]
  receipts: { key: string; entry: Signed; entry_signed_text: string; lock: Signed; lock_signed_text: string; lock_hash: string }[]
  files: { name: string; header: string; entries: string; receipts: string; findings: string[] }[]
}

function found(path: string): string {
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    const place = join(folder, path)
    if (existsSync(place)) return place
    assert.notEqual(folder, dirname(folder), `${path} is above nothing`)
  }
}

const vectors = JSON.parse(readFileSync(found('tests/draws/vectors.json'), 'utf8')) as Vectors

test('encoding', () => {
  for (const { what, hex: wanted, ...told } of vectors.encoding) {
    const made: Record<string, () => string> = {
      u64be: () => hex(u64be(told.number)),
      lp: () => hex(lp(utf8(told.text))),
      canonical: () => canonical(told.value),
      commitment: () => hex(commitmentOf(unhex(told.salt), told.person)),
    }
    assert.equal(made[what]!(), wanted ?? told.text, what)
  }
})

test('hexadecimal digits', () => {
  assert.deepEqual(unhex('00ffAb'), Uint8Array.of(0, 255, 171))
  for (const wrong of ['0', '0g', 'g0', '/0', ':0', '0x', '团团', '@0', '`0', ' 0']) {
    assert.throws(() => unhex(wrong), TypeError, wrong)
  }
})

test('leaves, trees and proofs', () => {
  for (const one of vectors.leaves) {
    assert.equal(hex(leaf(one.no, one.ticket, unhex(one.commitment))), one.leaf)
  }
  for (const { n, leaves, root, proofs } of vectors.trees) {
    const tree = new Tree(new Set(leaves.keys()))
    for (const hash of leaves) tree.add(unhex(hash))
    assert.equal(hex(tree.root()!), root)
    for (const [at, proof] of proofs.entries()) {
      assert.deepEqual(tree.proofs().get(at)!.map(hex), proof)
      const path = proof.map(unhex)
      const by = (no: number) => rootByProof(unhex(leaves[at]!), no, n, path)
      assert.equal(hex(by(at + 1)!), root)
      for (const no of [0, n + 1]) assert.equal(by(no), undefined)
      assert.equal(rootByProof(unhex(leaves[at]!), at + 1, n, [...path, path[0] ?? unhex(root)]), undefined)
    }
  }
})

test('seeds and rounds', () => {
  for (const told of vectors.seeds) {
    const isOperators = told.mode === 'OPERATOR_COMMIT'
    if (isOperators) assert.equal(hex(sha256(unhex(told.secret))), told.commitment)
    const seed = isOperators
      ? operatorSeed(told, unhex(told.secret))
      : beaconSeed(told, unhex(told.chain_hash), told.round, unhex(told.randomness))
    assert.equal(hex(seed), told.seed)
  }
  assert.deepEqual(vectors.chain, QUICKNET)
  for (const { frozen_at, round, round_at } of vectors.rounds) {
    assert.equal(roundAt(QUICKNET, frozen_at), BigInt(round))
    assert.equal(timeOf(QUICKNET, round), BigInt(round_at))
  }
  for (const { k, step_milliseconds } of vectors.timetables) {
    assert.equal(stepMilliseconds(k), step_milliseconds)
  }
})

test('selections', () => {
  for (const { seed, n, k, words: first, winners } of vectors.selections) {
    const source = words(unhex(seed))
    assert.deepEqual(first.map(() => source.next().value), first.map(word => BigInt(`0x${word}`)))
    assert.deepEqual(select(unhex(seed), n, k), winners)
  }
  for (const [n, k] of [[0, 0], [1, 0], [1, 2], [2 ** 53, 1], [1.5, 1]] as const) {
    assert.throws(() => select(unhex('00'.repeat(32)), n, k), RangeError)
  }
})

test('receipts', () => {
  for (const told of vectors.receipts) {
    const key = unhex(told.key)
    const pairs: [Signed, string][] = [
      [told.entry, told.entry_signed_text],
      [told.lock, told.lock_signed_text],
    ]
    for (const [{ receipt, signature, key_id }, text] of pairs) {
      assert.equal(canonical(receipt as (EntryReceipt | LockReceipt) & Json), text)
      assert.ok(verifySignature(key, utf8(text), unhex(signature)))
      assert.ok(!verifySignature(key, utf8(`${text} `), unhex(signature)))
      assert.equal(key_id, keyId(key))
    }
    assert.equal(hex(sha256(utf8(told.lock_signed_text))), told.lock_hash)
  }
})

async function* pieces(text: string, size: number): AsyncGenerator<Uint8Array> {
  const whole = utf8(text)
  for (let at = 0; at < whole.length; at += size) yield whole.subarray(at, at + size)
}

test('whole files, their entries in pieces of any size', async () => {
  for (const { name, header, entries, receipts, findings } of vectors.files) {
    for (const size of [1, 7, 100, 1e6]) {
      const beside = { entries: pieces(entries, size), receipts: pieces(receipts, size) }
      const verdict = await verify(utf8(header), beside)
      assert.deepEqual(verdict.findings.map(({ code }) => code), findings, name)
      assert.equal(verdict.proved.length > 0, findings.length === 0, name)
      assert.ok(verdict.unproved.length >= 3, name)
    }
  }
})

test('a line without its end, and one that does not end', async () => {
  const { header, entries } = vectors.files[0]!
  const codes = async (chunks: AsyncIterable<Uint8Array>) =>
    (await verify(utf8(header), { entries: chunks })).findings.map(({ code }) => code)
  assert.deepEqual(await codes(pieces(entries.slice(0, -1), 50)), ['ENTRIES_UNREADABLE'])
  let taken = 0
  async function* endless() {
    for (;;) {
      taken += 100
      yield utf8('x'.repeat(100))
    }
  }
  assert.deepEqual(await codes(endless()), ['ENTRIES_UNREADABLE'])
  assert.ok(taken <= 400)
})

test('what whoever verifies believes is compared', async () => {
  const [team, campaign] = [vectors.files[0]!, vectors.files[1]!]
  const codes = async (header: string, trust: object) =>
    (await verify(utf8(header), { trust })).findings.map(({ code }) => code)
  const key = (JSON.parse(team.header) as { key: string }).key
  assert.deepEqual(await codes(team.header, { publicKey: key }), [])
  assert.deepEqual(await codes(team.header, { publicKey: '00'.repeat(32) }), ['KEY_UNEXPECTED'])
  assert.deepEqual(await codes(campaign.header, { chains: [] }), ['CHAIN_UNKNOWN'])
  const { signature } = (JSON.parse(campaign.header) as { beacon: { signature: string } }).beacon
  assert.deepEqual(await codes(campaign.header, { roundSignature: signature }), [])
  const other = `${signature.slice(0, -1)}0`
  assert.deepEqual(await codes(campaign.header, { roundSignature: other }), ['GIVEN_SIGNATURE_INVALID'])
})

test('every short name has words in both languages', () => {
  for (const wrong of WRONGS) assert.ok(WORDS[wrong].every(text => text.length > 3), wrong)
})

test('curves are a chunk of their own, fetched when they are used', () => {
  const dist = found('web/draws/dist/index.js')
  const text = readFileSync(dist, 'utf8')
  assert.match(text, /import\("\.\/bls-[A-Z0-9]+\.js"\)/)
  assert.ok(!text.includes('BLS_SIG_BLS12381G1'))
})
