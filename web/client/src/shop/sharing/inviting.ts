/** Invites to a team: the viewer's link to it, dressed in its merchant's words. */

import { ask } from '@/kit/wire/client'
import { linkTo } from './link'
import { sayingOf, type OwnWords } from './saying'
import type { Sent } from './share'
import { TeamWordsDocument } from './sharing.gql'

/** Asks for both at once; where the words do not come, the link goes with the page's own. */
export async function invitation(code: string, own: OwnWords): Promise<Sent> {
  const said = ask(TeamWordsDocument, { code }).then(({ team }) => team?.campaign.shareCard ?? null).catch(() => null)
  const link = await linkTo('TEAM', code, `/t/${code}`)
  return sayingOf(link.url, own, await said)
}
