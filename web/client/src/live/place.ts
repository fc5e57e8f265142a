/** The three doors of a screen: pairing, running, and the preview for whoever designs. */

import { computed, ref } from 'vue'

export type Place = 'pairing' | 'running' | 'preview'

const path = ref(location.pathname)
window.addEventListener('popstate', () => (path.value = location.pathname))

/** Which door an address is. */
export function placeOf(address: string): Place {
  if (address.startsWith('/live/preview')) return 'preview'
  return address.startsWith('/live/s') ? 'running' : 'pairing'
}

export const place = computed(() => placeOf(path.value))

/** Goes to a door, in place of this one: a screen has no way back. */
export function go(address: '/live' | '/live/s'): void {
  history.replaceState(null, '', address)
  path.value = address
}
