/** Who is signed in, as the whole shop knows it; the session itself is a cookie no script can read. */

import { ref, shallowRef } from 'vue'
import { asker } from '@/kit/wire/asker'
import { ask, forgetAnswers } from '@/kit/wire/client'
import { forgetKept } from '@/kit/wire/kept'
import { hangUp } from '@/kit/wire/transports'
import { WhoAmIDocument, type WhoAmIQuery } from './viewer.gql'

export type Viewer = NonNullable<WhoAmIQuery['viewer']>

export const viewer = shallowRef<Viewer | null>(null)
/** Whether the server has said who it is; until then nobody is sent to sign in. */
export const viewerKnown = ref(false)

let asking: Promise<void> | null = null

/** Asks who is signed in; many callers share one question. */
export function meet(): Promise<void> {
  asking ??= ask(WhoAmIDocument, {})
    .then(data => {
      viewer.value = data.viewer ?? null
      viewerKnown.value = true
      asker.value = viewer.value?.id ?? null
    })
    .finally(() => (asking = null))
  return asking
}

/** Begins anew after signing in or out: nothing of the one before stays on the page. */
export async function changeViewer(): Promise<void> {
  forgetAnswers()
  forgetKept()
  hangUp()
  await meet()
}
