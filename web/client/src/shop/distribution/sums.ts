/** Rates, months and what is missing for the next level, as people read them. */

/** "2.5%" of 250 hundredths of a percent. */
export function percent(bp: number): string {
  return `${Number((bp / 100).toFixed(2))}%`
}

/** How far something has come of all that is needed: 0 to 100, never 100 before it is there. */
export function share(have: string, need: string): number {
  const [got, all] = [BigInt(have), BigInt(need)]
  if (all <= 0n || got >= all) return 100
  return Math.min(99, Number((got * 100n) / all))
}

/** What is missing, in fen; zero where nothing is. */
export function missing(have: string, need: string): string {
  const left = BigInt(need) - BigInt(have)
  return String(left > 0n ? left : 0n)
}

const HOURS_8 = 8 * 3_600_000

/** The months that can be looked at, the present one of Shanghai first: "2026-01". */
export function months(nowMs: number, count: number): string[] {
  const here = new Date(nowMs + HOURS_8)
  const first = here.getUTCFullYear() * 12 + here.getUTCMonth()
  return Array.from({ length: count }, (_, back) => {
    const month = first - back
    return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`
  })
}
