/** One question that is watched: over the best way that works, until nobody wants it. */

import { backoff, spread } from './backoff'
import { count, DEGRADED_MS, heard } from './connection'
import type { Document } from './documents'
import { Refused, refusalIn } from './faults'
import { HUNG_UP, open, token } from './transports'
import { blocked, unreachable, way } from './ways'

// Five seconds at most nearly always, and never all at once.
const POLL_MS = 4500
const POLL_SELDOM_MS = 15_000
const HIDDEN_MS = 60_000
/** One that held so long was a good one: the next try is a first try. */
const HELD_MS = 10_000

export interface Watch<Data, Polled> {
  document: Document<Data, object>
  variables: () => Record<string, unknown>
  /** What asks the same once, for polling; null where nothing can. */
  poll: (() => Promise<Polled>) | null
  next: (data: Data) => void
  polled?: (data: Polled) => void
  /** The server said no, and it will say so again: nothing is tried any more until `again`. */
  refused?: (fault: Refused) => void
}

export class Line<Data, Polled = unknown> {
  private stopped = false
  private asleep = false
  private over = false
  private end: (() => void) | null = null
  private retrying: ReturnType<typeof setTimeout> | undefined
  private sleeping: ReturnType<typeof setTimeout> | undefined
  private attempt = 0
  private wanted = false
  private hearing = false

  constructor(private readonly watch: Watch<Data, Polled>) {
    document.addEventListener('visibilitychange', this.seen)
    window.addEventListener('online', this.back)
    window.addEventListener('offline', this.lost)
    this.open()
    if (document.hidden) this.seen()
  }

  stop(): void {
    if (this.stopped) return
    this.stopped = true
    this.rest()
    document.removeEventListener('visibilitychange', this.seen)
    window.removeEventListener('online', this.back)
    window.removeEventListener('offline', this.lost)
  }

  /** Opens again at once, with the variables as they are now. */
  readonly again = (): void => {
    if (this.stopped) return
    this.over = false
    this.attempt = 0
    this.close()
    this.open()
  }

  private readonly back = (): void => {
    if (!this.asleep && !this.over) this.again()
  }

  private readonly lost = (): void => {
    if (this.asleep || this.over) return
    this.close()
    this.retry()
  }

  private readonly seen = (): void => {
    clearTimeout(this.sleeping)
    if (document.hidden) {
      this.sleeping = setTimeout(() => {
        this.asleep = true
        this.rest()
      }, HIDDEN_MS)
    } else if (!this.over && (this.asleep || !this.hearing)) this.again()
  }

  /** Closes, and is missed by nobody. */
  private rest(): void {
    clearTimeout(this.sleeping)
    this.close()
    this.wants(false)
  }

  private close(): void {
    clearTimeout(this.retrying)
    const end = this.end
    this.end = null
    end?.()
    this.hears(false)
  }

  private wants(now: boolean): void {
    if (now === this.wanted) return
    this.wanted = now
    count({ wanted: now ? 1 : -1 })
  }

  private hears(now: boolean): void {
    if (now === this.hearing) return
    this.hearing = now
    count({ hearing: now ? 1 : -1 })
  }

  private open(): void {
    this.asleep = false
    this.wants(true)
    const best = way()
    if (best === 'poll') this.poll()
    else this.push(best)
  }

  private push(best: 'ws' | 'sse'): void {
    const begun = performance.now()
    let opened = false
    const live = () => {
      opened = true
      this.hears(true)
      heard(best)
    }
    this.end = open(best, { query: this.watch.document.toString(), variables: this.watch.variables() }, {
      opened: live,
      next: data => {
        live()
        this.watch.next(data as Data)
      },
      ended: fault => {
        this.end = null
        if (performance.now() - begun > HELD_MS) this.attempt = 0
        this.broken(best, opened, fault)
      },
    })
  }

  private broken(tried: 'ws' | 'sse', opened: boolean, fault: unknown): void {
    this.hears(false)
    const refusal = refusalIn(fault, token() !== null)
    if (refusal) this.refuse(refusal)
    else if (fault === HUNG_UP) this.open()
    // Never opened: the next way is tried at once.
    else if (!opened && navigator.onLine && blocked(tried)) this.open()
    else this.retry()
  }

  private refuse(refusal: Refused): void {
    this.over = true
    this.rest()
    this.watch.refused?.(refusal)
  }

  private retry(): void {
    clearTimeout(this.retrying)
    this.retrying = setTimeout(() => this.open(), backoff(this.attempt++))
  }

  private poll(): void {
    const poll = this.watch.poll
    if (!poll) return this.retry()
    const begun = performance.now()
    let on = true
    let next: ReturnType<typeof setTimeout> | undefined
    const failed = (fault: unknown): void => {
      if (fault instanceof Refused && fault.final) return this.refuse(fault)
      this.hears(false)
      if (!(fault instanceof Refused)) unreachable()
    }
    const once = async (): Promise<void> => {
      const answer = await poll().then(
        data => ({ data }),
        (fault: unknown) => ({ fault }),
      )
      if (!on) return
      if ('data' in answer) {
        this.hears(true)
        heard('poll')
        this.watch.polled?.(answer.data)
        // Something better is worth a try again.
        if (on && way() !== 'poll') return this.again()
      } else failed(answer.fault)
      if (!on) return
      const seldom = !this.hearing && performance.now() - begun > DEGRADED_MS
      next = setTimeout(() => void once(), spread(seldom ? POLL_SELDOM_MS : POLL_MS))
    }
    this.end = () => {
      on = false
      clearTimeout(next)
    }
    void once()
  }
}
