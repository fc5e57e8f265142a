/** Sends a link to friends: by what the phone has for it, else by copying. */

import { onScopeDispose, ref } from 'vue'

/** `shown`: neither worked, and the link stands there to be copied by hand. */
export type Sharing = 'idle' | 'copied' | 'shown'

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

  async function copyLink(url: string): Promise<void> {
    clearTimeout(timer)
    sharing.value = (await copy(url)) ? 'copied' : 'shown'
    if (sharing.value === 'copied') timer = setTimeout(() => (sharing.value = 'idle'), TOLD_MS)
  }

  async function share(url: string, title: string): Promise<void> {
    if (typeof navigator.share !== 'function') return copyLink(url)
    try {
      await navigator.share({ title, text: title, url })
    } catch (fault) {
      // Whoever changed their mind is asked nothing more.
      if ((fault as Error).name !== 'AbortError') await copyLink(url)
    }
  }

  return { sharing, share, copyLink, done: () => (sharing.value = 'idle') }
}
