/** Says how this screen does, as soon as it shows something and every thirty seconds from then on. */

import { onScopeDispose, watch } from 'vue'
import { report } from '../wire/report'
import type { Frame } from '../wire/useFrame'
import { heapBytes, ownBuild } from './useHygiene'

const EVERY_MS = 30_000
const FRAMES_FOR_MS = 1000

/** How often the page draws, counted over a second; 0 where it is not seen. */
export async function framesPerSecond(): Promise<number> {
  if (document.hidden) return 0
  return new Promise(resolve => {
    const begun = performance.now()
    let frames = 0
    const frame = (now: number): void => {
      if (now - begun >= FRAMES_FOR_MS) resolve(Math.round((frames * 1000) / (now - begun)))
      else {
        frames++
        requestAnimationFrame(frame)
      }
    }
    requestAnimationFrame(frame)
  })
}

export function useReports(frame: () => Frame | null): void {
  let alive = true

  async function tell(): Promise<void> {
    const rate = await framesPerSecond()
    const shown = frame()
    if (!alive || shown === null) return
    const dots = devicePixelRatio || 1
    await report({
      version: shown.version,
      scene: shown.scene,
      heapBytes: String(heapBytes()),
      framesPerSecond: rate,
      uptimeSeconds: Math.floor(performance.now() / 1000),
      width: Math.round(innerWidth * dots),
      height: Math.round(innerHeight * dots),
      build: ownBuild() ?? '',
    })
  }

  watch(
    () => frame() === null,
    () => void tell(),
    { once: true },
  )
  const timer = setInterval(() => void tell(), EVERY_MS)
  onScopeDispose(() => {
    alive = false
    clearInterval(timer)
  })
}
