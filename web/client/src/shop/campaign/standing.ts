/** Which teams stand in the list of those one can join, and how they take their leave. */

/** How long a row says why it goes. */
export const LEAVES_AFTER_MS = 4000

/** The order to show: those that were there stay where they were, new ones come behind. */
export function laid(before: string[], listed: string[], leaving: string[]): string[] {
  const wanted = new Set([...listed, ...leaving])
  const stays = before.filter(code => wanted.has(code))
  return [...stays, ...listed.filter(code => !stays.includes(code))]
}
