/** Who asks, as far as the page knows: an answer may depend on it. */

import { shallowRef } from 'vue'

/** The viewer's id; null is nobody, undefined is not known yet. */
export const asker = shallowRef<string | null | undefined>(undefined)
