/** Tells the server that a link was opened, and hands it over once its opener is signed in. */

import { ref, shallowRef, watch } from 'vue'
import { clock } from '@/kit/time/clock'
import { tell } from '@/kit/wire/client'
import { meet, viewer } from '../viewer'
import { invited } from './invite'
import { forgetInvite, inviteIn, keepInvite, keptInvite, type Invite } from './kept'
import { OpenLinkDocument, type OpenLinkMutation } from './sharing.gql'

export type Opened = Extract<OpenLinkMutation['openShareLink'], { __typename: 'ShareLinkOpened' }>

/** Returns what became of the link that led here, and its code. */
export function useOpening() {
  const opened = shallowRef<Opened | null>(null)
  const code = ref<string | null>(null)
  const here = inviteIn(invited)

  async function open(invite: Invite, seenAt: string | null): Promise<boolean> {
    const { openShareLink } = await tell(OpenLinkDocument, { input: { ...invite, seenAt } })
    if (openShareLink.__typename !== 'ShareLinkOpened') return openShareLink.__typename === 'ShareLinkNotFound'
    opened.value = openShareLink
    code.value = invite.code
    return true
  }

  async function strange(): Promise<void> {
    if (!here) return
    keepInvite(here, clock.now())
    await open(here, null)
  }

  async function known(): Promise<void> {
    const kept = keptInvite(clock.now())
    if (here && here.code !== kept?.code) {
      // What is kept is older, and the first one counts.
      if (kept) await open(kept, new Date(kept.at).toISOString())
      await open(here, null)
    } else if (kept) await open({ code: kept.code, channel: kept.channel }, new Date(kept.at).toISOString())
    forgetInvite()
  }

  // Lost in the network, it is kept and told with the next page.
  const quietly = (doing: Promise<void>) => void doing.catch(() => undefined)
  void meet()
    .catch(() => undefined)
    .then(() => {
      quietly(viewer.value ? known() : strange())
      watch(
        () => viewer.value?.id,
        (now, before) => now && now !== before && quietly(known()),
      )
    })
  return { opened, code }
}
