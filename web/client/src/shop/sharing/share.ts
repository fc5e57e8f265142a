/** Sends something to friends: by what the phone has for it, else by copying. */

import { onScopeDispose, ref } from 'vue'

/** `shown`: neither worked, and the link stands there to be copied by hand. */
export type Sharing = 'idle' | 'copied' | 'shown'

/** What is sent: a link with words; `copied` is what is pasted where it is more than the link. */
export interface Sent {
  url: string
  title: string
  text?: string
  copied?: string
}

const TOLD_MS = 4000

/** Tries to put a text where people paste from; false where the browser will not. */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}

/** Returns how to share, how to copy, and what came of it. */
export function useShare() {
  const sharing = ref<Sharing>('idle')
  let timer: ReturnType<typeof setTimeout> | undefined
  onScopeDispose(() => clearTimeout(timer))

  async function copyText(text: string): Promise<void> {
    clearTimeout(timer)
    sharing.value = (await copy(text)) ? 'copied' : 'shown'
    if (sharing.value === 'copied') timer = setTimeout(() => (sharing.value = 'idle'), TOLD_MS)
  }

  async function share({ url, title, text = title, copied = url }: Sent): Promise<void> {
    if (typeof navigator.share !== 'function') return copyText(copied)
    try {
      await navigator.share({ title, text, url })
    } catch (fault) {
      // Whoever changed their mind is asked nothing more.
      if ((fault as Error).name !== 'AbortError') await copyText(copied)
    }
  }

  return { sharing, share, copyText }
}
