/** Asks that the display stays on, again each time the page comes back. */

import { onScopeDispose } from 'vue'

export function useWakeLock(): void {
  let lock: WakeLockSentinel | null = null
  const ask = async (): Promise<void> => {
    if (document.hidden || !('wakeLock' in navigator)) return
    // A device may refuse, on battery for one: the page runs all the same.
    lock = await navigator.wakeLock.request('screen').catch(() => null)
  }
  const back = () => void ask()
  document.addEventListener('visibilitychange', back)
  void ask()
  onScopeDispose(() => {
    document.removeEventListener('visibilitychange', back)
    void lock?.release()
  })
}
