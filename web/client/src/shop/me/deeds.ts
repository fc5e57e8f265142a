/** What came of something asked of the server, as a page says it. */

import { ref } from 'vue'
import { NoAnswer } from '@/kit/wire/client'

export type Outcome = { good: boolean; text: string }

/** Runs one deed at a time and keeps what is to be said of it; `words` say it where no answer does. */
export function useOutcome(words: { silent: () => string; failed: () => string }) {
  const busy = ref(false)
  const outcome = ref<Outcome | null>(null)

  async function run(deed: () => Promise<Outcome | null>): Promise<void> {
    if (busy.value) return
    busy.value = true
    outcome.value = null
    try {
      outcome.value = await deed()
    } catch (fault) {
      outcome.value = { good: false, text: fault instanceof NoAnswer ? words.silent() : words.failed() }
    } finally {
      busy.value = false
    }
  }

  return { busy, outcome, run }
}
