/** The page's name in the browser's tab, in the language that is read. */

import { toValue, watchEffect, type MaybeRefOrGetter } from 'vue'
import { i18n } from '@/kit/words/words'

/** Keeps the tab's name; nothing while the title is not known, so that what was served stays. */
export function usePageTitle(title: MaybeRefOrGetter<string | null | undefined>): void {
  watchEffect(() => {
    const known = toValue(title)
    const brand = i18n.global.locale.value === 'en' ? 'Kaituan' : '开团'
    if (known) document.title = known.includes(brand) ? known : `${known} · ${brand}`
  })
}
