/** A draw's header as it was read, with what must be worked out of it once. */

import { hex, unhex } from './bytes.js'
import { QUICKNET, sameChain, timeOf } from './chance.js'
import type { Chain, Header } from './shapes.js'

/** What whoever verifies believes without the file. */
export interface Trust {
  /** The beacons, each as a whole; quicknet where none is named. */
  chains?: readonly Chain[]
  /** The organiser's key in hexadecimal, if it was read elsewhere. */
  publicKey?: string
  /** The deciding round's signature in hexadecimal, if it was fetched elsewhere. */
  roundSignature?: string
}

/** A header of the right shape, of which nothing else is believed yet. */
export interface Published {
  plain: Header
  trust: Trust
  isVoid: boolean
  isOperators: boolean
  isTrustedChain: boolean
  roundAt: bigint | undefined
  /** The randomness by the signature that the file tells, undefined if it is none. */
  randomness: string | undefined
  /** The same by the signature that was fetched elsewhere. */
  given: string | undefined
}

export async function published(plain: Header, trust: Trust): Promise<Published> {
  const { beacon } = plain
  const chains = trust.chains ?? [QUICKNET]
  const isTrustedChain = !!beacon && chains.some(chain => sameChain(chain, beacon.chain))
  const randomnessBy = async (signature: string | null | undefined) => {
    if (!beacon || !isTrustedChain || typeof signature !== 'string') return undefined
    // Curves are a chunk of their own, which only draws of a beacon fetch.
    const { checked } = await import('./bls.js')
    const randomness = checked(beacon.chain, beacon.round, signature)
    return randomness && hex(randomness)
  }
  return {
    plain,
    trust,
    isVoid: plain.status === 'VOID',
    isOperators: plain.mode === 'OPERATOR_COMMIT',
    isTrustedChain,
    roundAt: beacon ? timeOf(beacon.chain, beacon.round) : undefined,
    randomness: await randomnessBy(beacon?.signature),
    given: await randomnessBy(trust.roundSignature),
  }
}

export const publicKey = (draw: Published): Uint8Array => unhex(draw.plain.key)
