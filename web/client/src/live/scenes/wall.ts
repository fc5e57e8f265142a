/** The thinking of the wall: which teams are on it now, and which of them flashes. */

export const PAGE_MS = 12_000
/** So many rings are seen at once on a wide wall, and on a high one. */
export const WIDE = 8
export const HIGH = 6

/** The rings of page `page`; the last page is filled up from the one before. */
export function pageOf<Team>(teams: readonly Team[], most: number, page: number): Team[] {
  const from = Math.max(0, Math.min(page * most, teams.length - most))
  return teams.slice(from, from + most)
}

export function pagesOf(count: number, most: number): number {
  return Math.max(1, Math.ceil(count / most))
}

const FLASH_EVERY_MS = 1000

/** Lets one team a second flash for having formed; each once, and none that was so when it was first seen. */
export class Flashes {
  private readonly known = new Set<string>()
  private waiting: string[] = []
  private lastAt = -Infinity

  /** Takes who is on the wall: `formed` by code, of `all`. The first time, nobody is news. */
  see(all: readonly { code: string; formed: boolean }[], isFirst: boolean): void {
    for (const { code, formed } of all) {
      if (!formed || this.known.has(code)) continue
      this.known.add(code)
      if (!isFirst) this.waiting.push(code)
    }
    const here = new Set(all.map(team => team.code))
    for (const code of this.known) if (!here.has(code)) this.known.delete(code)
    this.waiting = this.waiting.filter(code => here.has(code))
  }

  /** Who flashes at `now`; null where nobody may yet. */
  next(now: number): string | null {
    if (now - this.lastAt < FLASH_EVERY_MS) return null
    const code = this.waiting.shift() ?? null
    if (code !== null) this.lastAt = now
    return code
  }
}
