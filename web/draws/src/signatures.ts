/**
 * Whether an Ed25519 signature is the key's: RFC 8032, without a cofactor, as OpenSSL does it.
 *
 * Checks that multiply by the cofactor accept a little more. Whoever holds the key could then
 * make receipts that one program takes and another does not.
 */

import { ed25519 } from '@noble/curves/ed25519.js'
import { sha512 } from '@noble/hashes/sha2.js'
import { concat, hex, sha256 } from './bytes.js'

const { Point } = ed25519
const ORDER = Point.Fn.ORDER

export function verifySignature(
  key: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean {
  if (key.length !== 32 || signature.length !== 64) return false
  try {
    const owner = Point.fromBytes(key)
    if (owner.isSmallOrder()) return false
    const [told, scalar] = [signature.subarray(0, 32), little(signature.subarray(32))]
    if (scalar >= ORDER) return false
    const hashed = little(sha512(concat(told, key, message))) % ORDER
    const made = Point.BASE.multiplyUnsafe(scalar).subtract(owner.multiplyUnsafe(hashed))
    return hex(made.toBytes()) === hex(told)
  } catch {
    return false
  }
}

/** The short name of a key, which tells keys apart for people. */
export const keyId = (key: Uint8Array): string => hex(sha256(key).subarray(0, 8))

const little = (bytes: Uint8Array): bigint => BigInt(`0x${hex(Uint8Array.from(bytes).reverse())}`)
