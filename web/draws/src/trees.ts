/**
 * How many entries become one hash, and how one of them is shown to be below it.
 *
 * The tree of RFC 6962, section 2.1: a node over more than one leaf splits them at the largest
 * power of two that is smaller than their number.
 */

import { concat, lp, sha256, u64be, utf8 } from './bytes.js'

const LEAF = Uint8Array.of(0)

/** The hash of one entry, as it stands at the bottom of the tree; the ticket is in ASCII. */
export const leaf = (no: number, ticket: string, commitment: Uint8Array): Uint8Array =>
  sha256(concat(LEAF, u64be(no), lp(utf8(ticket)), lp(commitment)))

/** The hash over two others. */

export function node(left: Uint8Array, right: Uint8Array): Uint8Array {
  const both = new Uint8Array(65)
  both[0] = 1
  both.set(left, 1)
  both.set(right, 33)
  return sha256(both)
}

interface Perfect {
  height: number
  top: Uint8Array
  wanted: number[]
}

/**
 * A tree that grows leaf by leaf: it holds a hash for each 1 in the bits of their number, and
 * the paths of the leaves that are wanted, by their positions from 0.
 */
export class Tree {
  n = 0
  readonly #stack: Perfect[] = []
  readonly #paths = new Map<number, Uint8Array[]>()

  constructor(readonly wanted: ReadonlySet<number> = new Set()) {}

  add(hash: Uint8Array): void {
    const found = this.wanted.has(this.n) ? [this.n] : []
    for (const position of found) this.#paths.set(position, [])
    let top: Perfect = { height: 0, top: hash, wanted: found }
    while (this.#stack.at(-1)?.height === top.height) top = this.#joined(this.#stack.pop()!, top)
    this.#stack.push(top)
    this.n++
  }

  /** The hash over all leaves, undefined where there is none; no leaf may follow. */
  root(): Uint8Array | undefined {
    while (this.#stack.length > 1) {
      const right = this.#stack.pop()!
      this.#stack.push(this.#joined(this.#stack.pop()!, right))
    }
    return this.#stack[0]?.top
  }

  /** The path of each wanted leaf, from beside it to below the root; no leaf may follow. */
  proofs(): ReadonlyMap<number, Uint8Array[]> {
    this.root()
    return this.#paths
  }

  #joined(left: Perfect, right: Perfect): Perfect {
    for (const position of left.wanted) this.#paths.get(position)!.push(right.top)
    for (const position of right.wanted) this.#paths.get(position)!.push(left.top)
    const wanted = left.wanted.concat(right.wanted)
    return { height: left.height + 1, top: node(left.top, right.top), wanted }
  }
}

const half = (number: number): number => Math.floor(number / 2)

/**
 * The root that a proof leads to, undefined if it is no path for entry `no` of `n`.
 * The path is that of RFC 9162, section 2.1.3.2.
 */
export function rootByProof(
  hash: Uint8Array,
  no: number,
  n: number,
  proof: readonly Uint8Array[],
): Uint8Array | undefined {
  if (no < 1 || no > n) return undefined
  let [here, last, top] = [no - 1, n - 1, hash]
  for (const beside of proof) {
    if (last === 0) return undefined
    if (here % 2 || here === last) {
      top = node(beside, top)
      while (here && here % 2 === 0) [here, last] = [half(here), half(last)]
    } else {
      top = node(top, beside)
    }
    ;[here, last] = [half(here), half(last)]
  }
  return last === 0 ? top : undefined
}
