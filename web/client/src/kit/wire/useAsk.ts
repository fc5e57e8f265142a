/** Asks while the page is open: what came with it, what was kept, then what the server says now. */

import { onScopeDispose, ref, shallowRef, toValue, watch, type MaybeRefOrGetter, type Ref, type ShallowRef } from 'vue'
import { clock } from '../time/clock'
import { asker } from './asker'
import { ask, Refused } from './client'
import { operationName, type Document } from './documents'
import { takeFirst } from './first'
import { keep, kept } from './kept'

/** `loading`: nothing yet. `ready`: the server's. `old`: kept from before, as of `asOf`. `failed`: nothing at all. */
export type Asking = 'loading' | 'ready' | 'old' | 'failed' | 'refused'

export interface Asked<Data> {
  data: ShallowRef<Data | null>
  state: Ref<Asking>
  refused: ShallowRef<Refused | null>
  asOf: Ref<number | null>
  again: () => Promise<void>
}

/** Returns the answer to a question, asked again whenever its variables change; null asks nothing.
 *
 * `keepAs` keeps the answer on the device, to be shown with its age while there is no network. */
export function useAsk<Data, Variables extends object>(
  document: Document<Data, Variables>,
  variables: MaybeRefOrGetter<Variables | null>,
  options: { keepAs?: string } = {},
): Asked<Data> {
  const data = shallowRef<Data | null>(null)
  const refused = shallowRef<Refused | null>(null)
  const state = ref<Asking>('loading')
  const asOf = ref<number | null>(null)
  let turn = 0
  let asNobody = false

  function show(answer: Data): void {
    data.value = answer
    state.value = 'ready'
    asOf.value = clock.now()
    refused.value = null
  }

  async function again(): Promise<void> {
    const asked = toValue(variables)
    if (asked === null) return
    const mine = ++turn
    try {
      const answer = await ask(document, asked)
      if (mine !== turn) return
      show(answer)
      if (options.keepAs) keep(options.keepAs, answer, clock.now())
    } catch (fault) {
      if (mine !== turn) return
      if (fault instanceof Refused) {
        refused.value = fault
        if (data.value === null) state.value = 'refused'
      } else if (data.value !== null) state.value = 'old'
      else showKept()
    }
  }

  function showKept(): void {
    const old = options.keepAs ? kept<Data>(options.keepAs) : null
    if (old) {
      data.value = old.data
      asOf.value = old.at
    }
    state.value = old ? 'old' : 'failed'
  }

  watch(
    () => JSON.stringify(toValue(variables)),
    () => {
      const asked = toValue(variables)
      const brought = asked === null ? null : (takeFirst(operationName(document), asked) as Data | null)
      asNobody = brought !== null
      turn++
      if (brought) {
        show(brought)
        if (options.keepAs) keep(options.keepAs, brought, clock.now())
      } else {
        data.value = null
        state.value = 'loading'
        void again()
      }
    },
    { immediate: true },
  )

  // What came with the page was asked by nobody; what was asked before, by whoever was here then.
  watch(asker, (now, before) => {
    if (before !== undefined || (now && asNobody)) void again()
  })

  const back = () => void again()
  window.addEventListener('online', back)
  onScopeDispose(() => {
    turn++
    window.removeEventListener('online', back)
  })
  return { data, state, refused, asOf, again }
}
