/** How large a text may stand, by how much room its signs take. */

export type Size = 'huge' | 'large' | 'middle' | 'small'

/** A Chinese sign is as wide as two Latin ones. */
export function widthOf(text: string): number {
  return [...text].reduce((sum, sign) => sum + (sign.codePointAt(0)! > 0x2e7f ? 2 : 1), 0)
}

/** Sizes by which even the longest text of its kind stays on a wall of 972 by 1,400 units. */
export function sizeOf(text: string): Size {
  const width = widthOf(text)
  if (width <= 16) return 'huge'
  if (width <= 60) return 'large'
  return width <= 220 ? 'middle' : 'small'
}
