/** A button that pays or takes a seat: one key for one intent, and no second deed by a lost answer. */

import { computed, onScopeDispose, ref } from 'vue'
import { backoff } from './backoff'
import { Refused, tell } from './client'
import { operationName, type Document } from './documents'
import { answered, keyFor, newKey } from './intent'

/** `checking`: the answer was lost; the same key asks what became of it. */
export type Doing = 'idle' | 'busy' | 'checking' | 'unknown'

const CHECK_FOR_MS = 60_000

/** Returns how to do it once, and how it goes.
 *
 * `run(input)` sends the mutation with a key of its own until an answer comes; while none does it
 * says `checking`, and after a minute `unknown` (and returns null). The key is kept until an answer,
 * so that pressing again, or on a page loaded anew, cannot do it twice; pressing while it runs waits
 * for the same answer. While it is `unknown`, whatever `run` is given, what was sent is sent again:
 * it may have been done, and changed what the page shows. Throws `Refused` where the server says
 * that nothing was done. */
export function useDeed<Data, Input extends { idempotencyKey: string }>(document: Document<Data, { input: Input }>) {
  type Wish = Omit<Input, 'idempotencyKey'>
  const doing = ref<Doing>('idle')
  const name = operationName(document)
  let running: Promise<Data | null> | null = null
  let sent: Wish | null = null
  let alive = true
  onScopeDispose(() => (alive = false))

  async function once(input: Wish, idempotencyKey: string): Promise<{ data: Data } | null> {
    try {
      const data = await tell(document, { input: { ...input, idempotencyKey } as unknown as Input })
      answered(name)
      return { data }
    } catch (fault) {
      // A server that failed or was late says nothing of what it did.
      if (!(fault instanceof Refused) || !fault.final) return null
      answered(name)
      throw fault
    }
  }

  async function untilAnswered(input: Wish): Promise<Data | null> {
    const key = keyFor(name, JSON.stringify(input))
    const until = performance.now() + CHECK_FOR_MS
    doing.value = 'busy'
    for (let attempt = 0; ; attempt++) {
      const answer = await once(input, key)
      if (answer) return answer.data
      doing.value = 'checking'
      const wait = backoff(attempt)
      if (!alive || performance.now() + wait > until) return null
      await new Promise(resolve => setTimeout(resolve, wait))
    }
  }

  function run(input: Wish): Promise<Data | null> {
    if (running) return running
    sent = doing.value === 'unknown' && sent ? sent : input
    running = untilAnswered(sent)
      .then(
        data => {
          doing.value = data === null ? 'unknown' : 'idle'
          return data
        },
        (fault: unknown) => {
          doing.value = 'idle'
          throw fault
        },
      )
      .finally(() => (running = null))
    return running
  }

  return { doing, busy: computed(() => doing.value === 'busy' || doing.value === 'checking'), run }
}

export { newKey, Refused }
