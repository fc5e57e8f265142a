/** How long to wait before trying again. */

const BACKOFF_MS = [1000, 2000, 4000, 8000, 15_000]
const LONGEST_MS = 15_000

/** Milliseconds before try `attempt` (0, 1, …): 1-2-4-8-15 s, give or take 30 %. */
export function backoff(attempt: number, chance: number = Math.random()): number {
  return spread(BACKOFF_MS[Math.min(attempt, BACKOFF_MS.length - 1)] ?? LONGEST_MS, chance)
}

/** About `ms`, so that a crowd that lost its server does not come back in one moment. */
export function spread(ms: number, chance: number = Math.random()): number {
  return ms * (0.7 + 0.6 * chance)
}
