/** Asks while the page is open: what came with it, what was kept, then what the server says now. */

import { onScopeDispose, ref, shallowRef, toValue, watch, type MaybeRefOrGetter, type Ref, type ShallowRef } from 'vue'
import { clock } from '../time/clock'
import { asker, onOtherAsker } from './asker'
import { ask, client, Refused } from './client'
import { operationName, type Document } from './documents'
import { takeFirst } from './first'
import { keep, kept, unkeep } from './kept'

/** `loading`: nothing yet. `ready`: the server's. `old`: kept from before, as of `asOf`. `failed`: nothing at all.
 *
 * `refused`: the server will not say it, now or later; there is no data then. */
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
 * `keepAs` keeps the answer on the device, to be shown with its age while there is no network; as a
 * function it names what the variables of this moment ask for. */
export function useAsk<Data, Variables extends object>(
  document: Document<Data, Variables>,
  variables: MaybeRefOrGetter<Variables | null>,
  options: { keepAs?: MaybeRefOrGetter<string> } = {},
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

  const keepIf = (name: string | undefined, answer: Data) => name !== undefined && keep(name, answer, clock.now())

  async function again(): Promise<void> {
    const asked = toValue(variables)
    if (asked === null) return
    const mine = ++turn
    const name = toValue(options.keepAs)
    const [askedBy, askedOver] = [asker.value, client()]
    // Nothing is kept for who came of what somebody asked who went meanwhile.
    const isSame = () => askedOver === client() && (askedBy === undefined || askedBy === asker.value)
    try {
      const answer = await ask(document, asked)
      if (mine !== turn) return
      show(answer)
      if (isSame()) keepIf(name, answer)
    } catch (fault) {
      if (mine !== turn) return
      if (fault instanceof Refused && fault.final) refuse(fault, name)
      else showOld(name)
    }
  }

  function refuse(fault: Refused, name: string | undefined): void {
    refused.value = fault
    data.value = null
    state.value = 'refused'
    if (name !== undefined) unkeep(name)
  }

  function showOld(name: string | undefined): void {
    refused.value = null
    const old = data.value !== null || name === undefined ? null : kept<Data>(name)
    if (old) {
      data.value = old.data
      asOf.value = old.at
    }
    state.value = data.value === null ? 'failed' : 'old'
  }

  function empty(): void {
    data.value = refused.value = null
    state.value = 'loading'
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
        keepIf(toValue(options.keepAs), brought)
      } else {
        empty()
        void again()
      }
    },
    { immediate: true },
  )

  // What came with the page was asked by nobody.
  watch(asker, (now, before) => {
    if (before === undefined && now && asNobody) void again()
  })
  // What somebody saw is nothing for the next; what nobody saw, everybody may.
  onOtherAsker(before => {
    if (before !== null) empty()
    void again()
  })

  const back = () => void again()
  window.addEventListener('online', back)
  onScopeDispose(() => {
    turn++
    window.removeEventListener('online', back)
  })
  return { data, state, refused, asOf, again }
}
