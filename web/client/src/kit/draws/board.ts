/** The winners who were shown, by prize: events may skip some, and none is ever made up. */

interface Prized {
  prize: number
}

/** Both lists as one, by prize; what came later says more of the same prize. */
export function merged<Winner extends Prized>(known: readonly Winner[], told: readonly Winner[]): Winner[] {
  const byPrize = new Map(known.map(winner => [winner.prize, winner]))
  for (const winner of told) byPrize.set(winner.prize, winner)
  return [...byPrize.values()].sort((one, other) => one.prize - other.prize)
}

/** The prize behind which the first winner is missing of `revealed` who were shown; null where none is. */
export function gapAfter(known: readonly Prized[], revealed: number): number | null {
  const gap = known.findIndex((winner, index) => winner.prize !== index + 1)
  const whole = gap < 0 ? known.length : gap
  return whole < revealed ? whole : null
}
