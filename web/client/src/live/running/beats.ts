/** Counts the beats that a page did not give. */

export const BEAT_MS = 10_000
export const MISSES_MOST = 3

export class Beats {
  private missed = 0

  /** The page answered: it lives. */
  heard(): void {
    this.missed = 0
  }

  /** Another beat is due. Returns whether the page is to be loaded anew. */
  due(): boolean {
    return ++this.missed > MISSES_MOST
  }
}
