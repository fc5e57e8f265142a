import { describe, expect, it } from 'vitest'
import { Beats, MISSES_MOST } from '@/live/running/beats'
import { AGE_MOST_MS, BEFORE_DRAW_MS, HEAP_FOR_MS, HEAP_MOST, HeapWatch, isQuiet, reasonToReload, YOUNG_MS, type Facts } from '@/live/running/hygiene'

const fit: Facts = { uptimeMs: 3_600_000, loadedAt: 1_000_000, reloadedAt: null, build: 'a', servedBuild: 'a', triedBuild: null, heapTooLargeMs: 0 }

describe('loading a page anew', () => {
  it('has a reason, or none', () => {
    expect(reasonToReload(fit)).toBeNull()
    expect(reasonToReload({ ...fit, reloadedAt: 1_000_001 })).toBe('ASKED')
    expect(reasonToReload({ ...fit, reloadedAt: 999_999 })).toBeNull()
    expect(reasonToReload({ ...fit, servedBuild: 'b' })).toBe('BUILD')
    expect(reasonToReload({ ...fit, servedBuild: null })).toBeNull()
    expect(reasonToReload({ ...fit, build: null, servedBuild: 'b' })).toBeNull()
    expect(reasonToReload({ ...fit, heapTooLargeMs: HEAP_FOR_MS })).toBe('HEAP')
    expect(reasonToReload({ ...fit, heapTooLargeMs: HEAP_FOR_MS - 1 })).toBeNull()
    expect(reasonToReload({ ...fit, uptimeMs: AGE_MOST_MS })).toBe('AGE')
  })

  it('is not done to a page that was just loaded, nor twice for one build', () => {
    expect(reasonToReload({ ...fit, uptimeMs: YOUNG_MS - 1, servedBuild: 'b', reloadedAt: 2_000_000 })).toBeNull()
    expect(reasonToReload({ ...fit, servedBuild: 'b', triedBuild: 'b' })).toBeNull()
    expect(reasonToReload({ ...fit, servedBuild: 'c', triedBuild: 'b' })).toBe('BUILD')
  })

  it('waits until a draw is over, and for a server that is there', () => {
    const now = 10_000_000
    const quiet = { scene: 'WALL', nextDrawAt: null, now, isLive: true }
    expect(isQuiet(quiet)).toBe(true)
    expect(isQuiet({ ...quiet, isLive: false })).toBe(false)
    expect(isQuiet({ ...quiet, scene: 'DRAW' })).toBe(false)
    expect(isQuiet({ ...quiet, nextDrawAt: now + BEFORE_DRAW_MS })).toBe(false)
    expect(isQuiet({ ...quiet, nextDrawAt: now + BEFORE_DRAW_MS + 1 })).toBe(true)
    expect(isQuiet({ ...quiet, nextDrawAt: now })).toBe(false)
  })

  it('knows since when the heap has been too large', () => {
    const heap = new HeapWatch()
    expect(heap.sample(HEAP_MOST + 1, 0)).toBe(0)
    expect(heap.sample(HEAP_MOST + 1, 60_000)).toBe(60_000)
    expect(heap.sample(HEAP_MOST, 120_000)).toBe(0)
    expect(heap.sample(HEAP_MOST + 1, 180_000)).toBe(0)
  })
})

describe('the watchdog', () => {
  it('bites after three missed beats, and not while the page answers', () => {
    const beats = new Beats()
    for (let beat = 0; beat < 20; beat++) {
      expect(beats.due()).toBe(false)
      beats.heard()
    }
    for (let miss = 0; miss < MISSES_MOST; miss++) expect(beats.due()).toBe(false)
    expect(beats.due()).toBe(true)
  })
})
