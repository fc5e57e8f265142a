/** One loop of frames for the page, which runs only while somebody has something that moves. */

import { onScopeDispose, watch } from 'vue'

type Frame = () => void

const wanted = new Set<Frame>()
let running = 0

function turn(): void {
  running = wanted.size ? requestAnimationFrame(turn) : 0
  for (const frame of wanted) frame()
}

/** Calls `frame` before each picture while `moves()` holds. */
export function useFrames(moves: () => boolean, frame: Frame): void {
  watch(
    moves,
    moving => {
      if (!moving) wanted.delete(frame)
      else {
        wanted.add(frame)
        if (!running) running = requestAnimationFrame(turn)
      }
    },
    { immediate: true },
  )
  onScopeDispose(() => wanted.delete(frame))
}
