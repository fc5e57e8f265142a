/** Whether the viewer likes a product, and how they say so. */

import { computed, ref, watch } from 'vue'
import { ask, tell } from '@/kit/wire/client'
import { useAsk } from '@/kit/wire/useAsk'
import { viewer } from '../viewer'
import { FavouriteOfDocument, SetFavouriteDocument } from './campaign.gql'

/** Shown at once, even before it is known how it was, and taken back where the server does not take it. */
export function useFavourite(slug: () => string) {
  const { data } = useAsk(FavouriteOfDocument, () => (viewer.value ? { slug: slug() } : null))
  const liked = ref(false)
  const busy = ref(false)
  watch(data, told => {
    if (!busy.value) liked.value = told?.campaign?.product.isFavourite ?? false
  })

  async function toggle(): Promise<void> {
    if (busy.value) return
    const wished = !liked.value
    liked.value = wished
    busy.value = true
    try {
      const { campaign } = data.value ?? (await ask(FavouriteOfDocument, { slug: slug() }))
      const { setFavourite } = await tell(SetFavouriteDocument, { input: { productId: campaign?.product.id ?? '', favourite: wished } })
      liked.value = setFavourite.__typename === 'FavouriteSet' && setFavourite.product.isFavourite
    } catch {
      liked.value = !wished
    } finally {
      busy.value = false
    }
  }

  return { liked: computed(() => liked.value), toggle }
}
