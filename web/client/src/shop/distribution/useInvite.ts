/** One's own invitation: made when it is asked for first, the same ever after. */

import { computed, ref, watch } from 'vue'
import { tell } from '@/kit/wire/client'
import { useAsk } from '@/kit/wire/useAsk'
import { MakeInviteDocument, MyInviteDocument } from './invite.gql'

/** Returns the invitation, and why there is none where it was refused. */
export function useInvite() {
  const { data, state, refused, asOf, again } = useAsk(MyInviteDocument, {}, { keepAs: 'invite' })
  const invite = computed(() => data.value?.viewer?.invite ?? null)
  const refusal = ref<string | null>(null)
  watch(data, async found => {
    if (state.value !== 'ready' || !found?.viewer || found.viewer.invite || refusal.value) return
    try {
      const { makeShareLink: said } = await tell(MakeInviteDocument, { input: { target: 'SHOP' } })
      if ('message' in said) refusal.value = said.message
      else await again()
    } catch {
      // Asked again as soon as the network is back.
    }
  })
  return { invite, state, refused, asOf, refusal, again }
}
