/** One cheer for one's own win, once on this device, and none where less motion is wanted. */

import { onScopeDispose, ref, watch } from 'vue'
import { lessMotion } from '@/kit/settings'

export const CHEER_MS = 1200
const PREFIX = 'kaituan:cheered:'

/** Whether this win is seen for the first time; from now on it was. */
export function firstSeen(uuid: string): boolean {
  try {
    if (localStorage.getItem(PREFIX + uuid) !== null) return false
    localStorage.setItem(PREFIX + uuid, '1')
    return true
  } catch {
    return false
  }
}

/** Returns whether to cheer now; `won` names the draw that was won, null while none was. */
export function useCheer(won: () => string | null) {
  const cheering = ref(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(
    won,
    uuid => {
      if (uuid === null || lessMotion() || !firstSeen(uuid)) return
      cheering.value = true
      timer = setTimeout(() => (cheering.value = false), CHEER_MS)
    },
    { immediate: true },
  )
  onScopeDispose(() => clearTimeout(timer))
  return cheering
}
