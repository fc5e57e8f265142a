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
let turn = 0
/** Whom lines and kept answers belong to; undefined where there are none yet. */
let known: string | null | undefined

/** Asks who is signed in; many callers share one question. */
export function meet(): Promise<void> {
  asking ??= askWho(++turn)
  return asking
}

async function askWho(mine: number): Promise<void> {
  try {
    const { viewer: told } = await ask(WhoAmIDocument, {})
    // Whoever waited for this one wants to know what holds now.
    if (mine !== turn) return asking ?? undefined
    const id = told?.id ?? null
    if (known !== undefined && known !== id) forget()
    known = id
    viewer.value = told ?? null
    viewerKnown.value = true
    asker.value = id
  } finally {
    if (mine === turn) asking = null
  }
}

function forget(): void {
  forgetAnswers()
  forgetKept()
  hangUp()
}

/** Begins anew after signing in or out: nothing of the one before stays on the page. */
export async function changeViewer(): Promise<void> {
  asking = null
  known = undefined
  viewer.value = null
  viewerKnown.value = false
  forget()
  await meet()
}
