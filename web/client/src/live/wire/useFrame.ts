/** The frame of this screen, as new as the server's, and what became of its token. */

import { watch } from 'vue'
import { useWatch } from '@/kit/wire/useWatch'
import { ScreenFrameDocument, ScreenNowDocument, type FrameFactsFragment } from './screen.gql'

export type Frame = FrameFactsFragment
export type WallPart = NonNullable<Frame['wall']>
export type FocusPart = NonNullable<Frame['focus']>
export type DrawPart = NonNullable<Frame['draw']>
export type RankingPart = NonNullable<Frame['ranking']>
export type PosterPart = NonNullable<Frame['poster']>
export type MessagePart = NonNullable<Frame['message']>

const UNKNOWN_HERE = new Set(['UNAUTHENTICATED', 'FORBIDDEN'])

/** Watches the frame; `revoked` is called once when the server knows this screen no more.
 *
 * `refused` is called where it says no for another reason: this page is another build's. */
export function useFrame(said: { revoked: () => void; refused: () => void }) {
  const watched = useWatch({
    document: ScreenFrameDocument,
    variables: () => ({}),
    pick: data => data.screen,
    poll: { document: ScreenNowDocument, variables: () => ({}), pick: data => data.screenFrame },
  })
  watch(watched.refused, refusal => {
    if (refusal) (UNKNOWN_HERE.has(refusal.code) ? said.revoked : said.refused)()
  })
  return watched.value
}
