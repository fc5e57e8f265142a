/** Keeps a value as new as the server's: asked once, then watched, never going back. */

import { onScopeDispose, shallowRef, toValue, watch, type MaybeRefOrGetter, type ShallowRef } from 'vue'
import { clock } from '../time/clock'
import { onOtherAsker } from './asker'
import { ask, type Refused } from './client'
import type { Document } from './documents'
import { Line } from './line'

interface Versioned {
  version: number
  serverTime?: string
}

export interface Watched<Value> {
  value: ShallowRef<Value | null>
  /** The server's last word where it will say no more (NOT_FOUND, UNAUTHENTICATED …). */
  refused: ShallowRef<Refused | null>
  /** Takes what came another way (a mutation's answer), if it is newer. */
  take: (newer: Value) => void
}

/** Watches `document` while the scope lives.
 *
 * `pick` takes the versioned value out of an answer; a lower or equal version is dropped.
 * `poll` is the query that asks for the same, and takes the value out of its own answer.
 * A change of `variables` or of who asks begins again; null watches nothing. */
export function useWatch<Data, Variables extends object, Value extends Versioned, PollData = never, PollVariables extends object = object>(options: {
  document: Document<Data, Variables>
  variables: MaybeRefOrGetter<Variables | null>
  pick: (data: Data) => Value
  poll?: { document: Document<PollData, PollVariables>; variables: () => PollVariables; pick: (data: PollData) => Value | null }
}): Watched<Value> {
  const value: ShallowRef<Value | null> = shallowRef(null)
  const refused = shallowRef<Refused | null>(null)
  let line: Line<Data, PollData> | null = null

  function take(newer: Value): void {
    if (newer.serverTime) clock.atLeast(Date.parse(newer.serverTime))
    if (value.value === null || newer.version > value.value.version) value.value = newer
  }

  function stop(): void {
    line?.stop()
    line = null
  }

  function begin(variables: Variables | null): void {
    stop()
    refused.value = null
    if (variables === null) return
    const poll = options.poll
    line = new Line<Data, PollData>({
      document: options.document as Document<Data, object>,
      variables: () => variables as Record<string, unknown>,
      poll: poll ? () => ask(poll.document, poll.variables()) : null,
      next: data => take(options.pick(data)),
      polled: data => {
        const found = poll?.pick(data)
        if (found) take(found)
      },
      refused: fault => (refused.value = fault),
    })
  }

  watch(
    () => JSON.stringify(toValue(options.variables)),
    (_now, before) => {
      if (before !== undefined) value.value = null
      begin(toValue(options.variables))
    },
    { immediate: true },
  )
  // The same version may say other things to somebody else.
  onOtherAsker(() => {
    value.value = null
    begin(toValue(options.variables))
  })
  onScopeDispose(stop)
  return { value, refused, take }
}
