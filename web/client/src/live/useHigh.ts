/** Whether the screen stands upright. */

import { onScopeDispose, ref, type Ref } from 'vue'

export function useHigh(): Ref<boolean> {
  const upright = matchMedia('(orientation: portrait)')
  const high = ref(upright.matches)
  const turned = () => (high.value = upright.matches)
  upright.addEventListener('change', turned)
  onScopeDispose(() => upright.removeEventListener('change', turned))
  return high
}
