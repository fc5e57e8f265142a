/** Keeps a page that runs for days fit: samples its heap, and loads it anew when that disturbs nobody. */

import { onScopeDispose } from 'vue'
import { clock } from '@/kit/time/clock'
import { useConnection } from '@/kit/wire/connection'
import type { Frame } from '../wire/useFrame'
import { fresh, isAlive } from './alive'
import { HeapWatch, isQuiet, reasonToReload } from './hygiene'

const LOOK_EVERY_MS = 60_000
const FAST_LOOK_MS = 5_000
const TRIED = 'kaituan:tried-build'

export function ownBuild(): string | null {
  return document.querySelector<HTMLMetaElement>('meta[name="kaituan-build"]')?.content ?? null
}

/** Bytes in use; 0 where the browser does not tell. */
export function heapBytes(): number {
  return (performance as Performance & { memory?: { usedJSHeapSize: number } }).memory?.usedJSHeapSize ?? 0
}

async function servedBuild(): Promise<string | null> {
  try {
    const answer = await fresh('/build.json')
    return answer.ok ? ((await answer.json()) as { build: string }).build : null
  } catch {
    return null
  }
}

export function useHygiene(frame: () => Frame | null, reload: () => void): void {
  const heap = new HeapWatch()
  const { health } = useConnection()
  let heapTooLargeMs = 0
  let served: string | null = null
  // Told once: a clock that is set right later makes no page younger.
  let loadedAt: number | null = null

  async function sample(): Promise<void> {
    heapTooLargeMs = heap.sample(heapBytes(), performance.now())
    served = await servedBuild()
  }

  async function look(): Promise<void> {
    const uptimeMs = performance.now()
    const now = clock.now()
    if (frame() !== null) loadedAt ??= now - uptimeMs
    const asked = frame()?.reloadedAt
    const reason = reasonToReload({
      uptimeMs,
      loadedAt: loadedAt ?? now,
      reloadedAt: asked ? Date.parse(asked) : null,
      build: ownBuild(),
      servedBuild: served,
      triedBuild: sessionStorage.getItem(TRIED),
      heapTooLargeMs,
    })
    if (reason === null) return
    const drawAt = frame()?.nextDrawAt
    const stage = { scene: frame()?.scene ?? null, nextDrawAt: drawAt ? Date.parse(drawAt) : null, now, isLive: health.value === 'live' }
    if (!isQuiet(stage) || !(await isAlive())) return
    if (served !== null) sessionStorage.setItem(TRIED, served)
    reload()
  }

  void sample()
  const samples = setInterval(() => void sample(), LOOK_EVERY_MS)
  const looks = setInterval(() => void look(), FAST_LOOK_MS)
  onScopeDispose(() => {
    clearInterval(samples)
    clearInterval(looks)
  })
}
