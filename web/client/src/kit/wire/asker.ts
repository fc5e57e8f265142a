/** Who asks, as far as the page knows: an answer may depend on it. */

import { shallowRef, watch } from 'vue'

/** The viewer's id; null is nobody, undefined is not known yet. */
export const asker = shallowRef<string | null | undefined>(undefined)

/** Calls `changed` when somebody else asks than was known before; who it was is null for nobody. */
export function onOtherAsker(changed: (before: string | null) => void): void {
  let known = asker.value
  watch(asker, now => {
    if (now === undefined || now === known) return
    const before = known
    known = now
    if (before !== undefined) changed(before)
  })
}
