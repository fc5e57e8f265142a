/** The one way in which an object of ours is written as JSON. */

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json }

/** Names in order, no blanks, nothing beyond printable ASCII. */
export function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (value === null || typeof value !== 'object') return written(value)
  const names = Object.keys(value).sort(byCodePoint)
  return `{${names.map(name => `${written(name)}:${canonical(value[name] as Json)}`).join(',')}}`
}

const written = (value: null | boolean | number | string): string =>
  JSON.stringify(value).replace(/[\u007f-\uffff]/g, escaped)

const escaped = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`

// UTF-16 puts what lies beyond 0xFFFF before 0xE000 to 0xFFFF; code points do not.
function byCodePoint(one: string, other: string): number {
  const [ones, others] = [Array.from(one), Array.from(other)]
  for (let at = 0; at < ones.length && at < others.length; at++) {
    const difference = ones[at]!.codePointAt(0)! - others[at]!.codePointAt(0)!
    if (difference) return difference
  }
  return ones.length - others.length
}
