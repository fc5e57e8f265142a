/** What happened to the viewer, each thing told once however often the line broke. */

export interface Told {
  position: string
  kind: string
}

const REMEMBERED = 256

/** Remembers what was told and up to where, so that nothing is told twice and nothing is missed. */
export class Happenings<Event extends Told> {
  private seen = new Set<string>()
  /** The last position heard, to resume after it; null begins anew. */
  position: string | null = null

  constructor(private readonly tell: (event: Event) => void) {}

  /** Takes one entry of the log as it came; an entry that came before is nothing new. */
  take(event: Event): void {
    // A snapshot carries the place of an entry, and is none: what follows it is all news.
    if (event.kind !== 'SNAPSHOT') {
      if (this.seen.has(event.position)) return
      this.remember(event.position)
    }
    this.position = event.position
    this.tell(event)
  }

  /** Takes the latest entries as they were asked for, the latest first; `begin` where some may be missing. */
  takeLatest(latest: Event[], begin: () => void): void {
    const known = latest.findIndex(event => this.seen.has(event.position))
    const fresh = known < 0 ? latest : latest.slice(0, known)
    if (fresh.length === 0) return
    if (known < 0) {
      fresh.forEach(event => this.remember(event.position))
      begin()
    } else [...fresh].reverse().forEach(event => this.polled(event))
  }

  /** Forgets where the log was: it belongs to somebody else, or is gone behind that place. */
  forget(): void {
    this.seen.clear()
    this.position = null
  }

  // Asked for apart from the log, which is resumed where it broke: it may hold more than this.
  private polled(event: Event): void {
    this.remember(event.position)
    this.tell(event)
  }

  private remember(position: string): void {
    this.seen.add(position)
    if (this.seen.size > REMEMBERED) for (const oldest of this.seen) return void this.seen.delete(oldest)
  }
}
