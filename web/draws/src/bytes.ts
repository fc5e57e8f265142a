/** Bytes, and how numbers and words become them. */

import { sha256 } from '@noble/hashes/sha2.js'

export { sha256 }

/** Beyond it a number of JavaScript does not count truly. */
export const MOST_NUMBER = Number.MAX_SAFE_INTEGER

const DIGITS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'))

export function hex(bytes: Uint8Array): string {
  let text = ''
  for (const byte of bytes) text += DIGITS[byte]
  return text
}

/** The bytes behind hexadecimal digits of either case; throws where they are none. */
export function unhex(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length >> 1)
  let wrong = text.length % 2 ? 16 : 0
  for (let at = 0; at < bytes.length; at++) {
    const [high, low] = [digit(text.charCodeAt(2 * at)), digit(text.charCodeAt(2 * at + 1))]
    wrong |= high | low
    bytes[at] = (high << 4) | low
  }
  if (wrong & ~15) throw new TypeError('not hexadecimal')
  return bytes
}

/** The value of a digit's code, 16 or more where it is none. */
function digit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48
  const letter = code | 32
  return letter >= 97 && letter <= 102 ? letter - 87 : 16
}

const encoder = new TextEncoder()

export const utf8 = (text: string): Uint8Array => encoder.encode(text)

export function concat(...parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** A whole number as 8 bytes, the largest first. */
export function u64be(number: number | bigint): Uint8Array {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(number))
  return bytes
}

/** Bytes behind their length in 4 bytes, so that two fields never run together. */
export function lp(content: Uint8Array): Uint8Array {
  const whole = new Uint8Array(4 + content.length)
  new DataView(whole.buffer).setUint32(0, content.length)
  whole.set(content, 4)
  return whole
}

/** What binds an entry to a person without naming them. */
export const commitmentOf = (salt: Uint8Array, person: string): Uint8Array =>
  sha256(concat(lp(salt), lp(utf8(person))))
