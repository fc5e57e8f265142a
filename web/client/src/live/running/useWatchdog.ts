/** A thread beside the page that has it loaded anew when what it shows has stopped. */

import { onScopeDispose } from 'vue'
import { useNow } from '@/kit/time/clock'

/** Answers the watchdog as long as seconds go on being shown; without it the page is loaded anew.
 *
 * A page that hangs for good answers nobody and can load nothing: that is for a watchdog outside. */
export function useWatchdog(reload: () => void): void {
  const seconds = useNow()
  let answered = 0
  const worker = new Worker(new URL('./watchdog.worker.ts', import.meta.url), { type: 'module' })
  worker.onmessage = ({ data }: MessageEvent<'beat' | 'reload'>) => {
    if (data === 'reload') reload()
    // Of a page that nobody sees the browser slows the seconds down.
    else if (document.hidden || seconds.value !== answered) {
      answered = seconds.value
      worker.postMessage('alive')
    }
  }
  onScopeDispose(() => worker.terminate())
}
