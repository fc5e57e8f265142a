/** The viewer's own link to something: with their code where they have one, else the plain address. */

import { tell } from '@/kit/wire/client'
import { meet, viewer, viewerKnown } from '../viewer'
import { MakeMyLinkDocument, type MakeMyLinkMutation, type MakeMyLinkMutationVariables } from './sharing.gql'

export type Target = MakeMyLinkMutationVariables['input']['target']
type Made = Extract<MakeMyLinkMutation['makeShareLink'], { __typename: 'ShareLinkMade' }>

export interface MyLink {
  url: string
  code: string | null
  /** Whether a purchase by this link earns them something, or why not; null for the plain one. */
  standing: Made['link']['standing'] | null
}

/** Asks for the link; whoever is not signed in, or may not share, passes on the plain one. */
export async function linkTo(target: Target, about: string | null, path: string): Promise<MyLink> {
  const plain = { url: location.origin + path, code: null, standing: null }
  if (!viewerKnown.value) await meet().catch(() => undefined)
  if (!viewer.value) return plain
  try {
    const { makeShareLink } = await tell(MakeMyLinkDocument, { input: { target, about } })
    if (makeShareLink.__typename !== 'ShareLinkMade') return plain
    const { path: own, code, standing } = makeShareLink.link
    return { url: location.origin + own, code, standing }
  } catch {
    return plain
  }
}
