/** When a page that runs for days is loaded anew, decided on paper. */

export type Reason = 'ASKED' | 'BUILD' | 'HEAP' | 'AGE'

export const HEAP_MOST = 250 * 1024 * 1024
export const HEAP_FOR_MS = 5 * 60_000
export const AGE_MOST_MS = 12 * 3_600_000
/** A page younger than this was just loaded: doing it again would help nothing. */
export const YOUNG_MS = 60_000
export const BEFORE_DRAW_MS = 5 * 60_000

export interface Facts {
  /** How long the page has run, and since when (the server's milliseconds). */
  uptimeMs: number
  loadedAt: number
  /** When somebody last asked for it; null if never. */
  reloadedAt: number | null
  /** The build of this page and of what is served now; null unknown. */
  build: string | null
  servedBuild: string | null
  /** The served build for which it was loaded anew before, in vain. */
  triedBuild: string | null
  /** For how long its heap has been too large. */
  heapTooLargeMs: number
}

/** Why the page should be loaded anew; null where it should not. */
export function reasonToReload(facts: Facts): Reason | null {
  if (facts.uptimeMs < YOUNG_MS) return null
  if (facts.reloadedAt !== null && facts.reloadedAt > facts.loadedAt) return 'ASKED'
  const { build, servedBuild } = facts
  if (build && servedBuild && build !== servedBuild && servedBuild !== facts.triedBuild) return 'BUILD'
  if (facts.heapTooLargeMs >= HEAP_FOR_MS) return 'HEAP'
  return facts.uptimeMs >= AGE_MOST_MS ? 'AGE' : null
}

export interface Stage {
  scene: string | null
  /** When the next draw shows its first winner, as far as is known. */
  nextDrawAt: number | null
  now: number
  isLive: boolean
}

/** Whether nobody would miss the page for a moment: no draw now or within five minutes, and we hear. */
export function isQuiet(stage: Stage): boolean {
  if (!stage.isLive || stage.scene === 'DRAW') return false
  return stage.nextDrawAt === null || stage.nextDrawAt < stage.now || stage.nextDrawAt - stage.now > BEFORE_DRAW_MS
}

/** Keeps since when the heap has been too large. */
export class HeapWatch {
  private since: number | null = null

  /** Takes one sample; returns for how long it has been too large. */
  sample(bytes: number, now: number): number {
    if (bytes <= HEAP_MOST) this.since = null
    else this.since ??= now
    return this.since === null ? 0 : now - this.since
  }
}
