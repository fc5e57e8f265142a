/** What the server's clock shows, without asking the clock of this device. */

import { onScopeDispose, ref, type Ref } from 'vue'

const KEPT = 5
const JUMP_MS = 2000
const SEEN_MS = 200
const RESYNC_MS = 5 * 60_000

interface Sample {
  offset: number
  rttMs: number
}

export class ServerClock {
  private samples: Sample[] = []
  private offset: number | null = null
  private last = -Infinity
  private readonly listeners = new Set<() => void>()

  /** `monotonic` gives milliseconds that only grow, like performance.now. */
  constructor(private readonly monotonic: () => number = () => performance.now()) {}

  /** An answer that left the server at `serverMs` took `rttMs` for both ways and came at `atMs`. */
  sample(serverMs: number, rttMs: number, atMs: number = this.monotonic()): void {
    if (!Number.isFinite(serverMs) || !Number.isFinite(rttMs)) return
    const offset = serverMs + rttMs / 2 - atMs
    // A device that slept has a monotonic clock that may have slept too: start over.
    this.samples = this.samples.filter(old => Math.abs(old.offset - offset) <= JUMP_MS + rttMs + old.rttMs)
    this.samples.push({ offset, rttMs })
    this.samples = this.samples.slice(-KEPT)
    this.set(this.samples.reduce((best, next) => (next.rttMs < best.rttMs ? next : best)).offset)
  }

  /** A moment that was told cannot lie in the future: the server's clock had reached it at `atMs`. */
  atLeast(serverMs: number, atMs: number = this.monotonic()): void {
    if (!Number.isFinite(serverMs)) return
    const offset = serverMs - atMs
    if (this.offset === null || this.offset < offset) this.set(offset)
  }

  /** Calls `told` whenever what it shows was corrected by more than people overlook. */
  onCorrected(told: () => void): () => void {
    this.listeners.add(told)
    return () => void this.listeners.delete(told)
  }

  /** Milliseconds since 1970 on the server's clock; the device's own until one answer came.
   *
   * A correction backwards is waited out, unless it is so large that what was shown was wrong. */
  now(): number {
    const told = this.offset === null ? Date.now() : this.monotonic() + this.offset
    if (told < this.last && this.last - told <= JUMP_MS) return this.last
    this.last = told
    return told
  }

  private set(offset: number): void {
    const by = this.offset === null ? Infinity : Math.abs(offset - this.offset)
    this.offset = offset
    if (by > SEEN_MS) this.listeners.forEach(told => told())
  }
}

/** The one clock of the page. */
export const clock = new ServerClock()

const seconds = ref(0)
let users = 0
let timer = 0

function tick(): void {
  clearTimeout(timer)
  seconds.value = clock.now()
  // Wakes just after the server's second turns, so that all screens turn together.
  timer = window.setTimeout(tick, 1000 - (seconds.value % 1000) + 5)
}

clock.onCorrected(() => users > 0 && tick())

/** Returns the server's milliseconds, renewed once a second while somebody looks. */
export function useNow(): Readonly<Ref<number>> {
  if (users++ === 0) tick()
  onScopeDispose(() => {
    if (--users === 0) clearTimeout(timer)
  })
  return seconds
}

/** Calls `woken` when the page is seen again after more than `ms`.
 *
 * By the device's own clock: the monotonic one sleeps where the device does. */
export function onWoken(ms: number, woken: () => void): void {
  let hiddenAt = Infinity
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) hiddenAt = Date.now()
    else if (Date.now() - hiddenAt > ms) woken()
  })
}

/** Calls `sync` when the page comes back and every five minutes; returns how to stop. */
export function keepSynced(sync: () => void): () => void {
  const back = () => {
    if (!document.hidden) sync()
  }
  document.addEventListener('visibilitychange', back)
  const timer = setInterval(back, RESYNC_MS)
  return () => {
    clearInterval(timer)
    document.removeEventListener('visibilitychange', back)
  }
}
