/** A draw as it stands and all winners shown so far, kept as new as the server's. */

import { computed, onScopeDispose, shallowRef, toValue, watch, type MaybeRefOrGetter } from 'vue'
import { clock, useNow } from '../time/clock'
import { backoff } from '../wire/backoff'
import { ask } from '../wire/client'
import { useConnection } from '../wire/connection'
import { useWatch } from '../wire/useWatch'
import { gapAfter, merged } from './board'
import { DrawNowDocument, DrawStageDocument, DrawWinnersDocument } from './draw.gql'
import type { DrawStandingFragment, WinnerShownFragment } from './draw.gql'
import { sceneAt, type Scene, type Told } from './staging'

export type Winner = WinnerShownFragment

export interface DrawMoment extends Told {
  serverTime: string
  winners: Winner[]
  draw: DrawStandingFragment
}

interface Answered {
  version: number
  stage: Told['stage']
  revealed: number
  prizes: number | null
  serverTime: string
  winners: Winner[]
}

/** The moment that an answer tells; `draw` is the whole of it. */
export function momentOf(said: Answered, draw: DrawStandingFragment): DrawMoment {
  const { version, stage, revealed, prizes, serverTime, winners } = said
  const { firstRevealAt, revealStepMs } = draw
  return { version, stage, revealed, prizes, serverTime, winners, draw, firstRevealAt, revealStepMs, closedAt: draw.team?.formedAt ?? null }
}

const POLLED_LAG_MS = 6000

/** Returns the draw's latest moment, its scene at this second, and everybody who was shown. */
export function useDraw(id: MaybeRefOrGetter<string | null>) {
  const asked = () => {
    const named = toValue(id)
    return named === null ? null : { id: named }
  }
  const { value, refused, take } = useWatch({
    document: DrawStageDocument,
    variables: asked,
    pick: data => momentOf(data.drawStage, data.drawStage.draw),
    poll: {
      document: DrawNowDocument,
      variables: () => ({ id: toValue(id) ?? '' }),
      pick: data => (data.draw ? momentOf(data.draw, data.draw) : null),
    },
  })
  const winners = useWinners(() => toValue(id) ?? '', value)
  const now = useNow()
  const { health, way } = useConnection()
  const scene = computed<Scene | null>(() => {
    void now.value // looked at again each second
    const hears = health.value === 'live' || health.value === 'quiet'
    const lagMs = way.value === 'poll' ? POLLED_LAG_MS : 0
    return value.value && sceneAt(value.value, clock.now(), { hears, lagMs })
  })
  return { moment: value, refused, winners, scene, take }
}

/** Everybody who was shown; whoever events left out is asked for, a hundred at a time, until they are there. */
export function useWinners(id: () => string, moment: { readonly value: DrawMoment | null }) {
  const winners = shallowRef<Winner[]>([])
  let alive = true
  let asking = false
  let retrying: ReturnType<typeof setTimeout> | undefined
  const missing = () => gapAfter(winners.value, moment.value?.revealed ?? 0)

  async function fill(attempt = 0): Promise<void> {
    clearTimeout(retrying)
    const [gap, of] = [missing(), id()]
    if (gap === null || asking || !alive) return
    asking = true
    const told = await ask(DrawWinnersDocument, { id: of, after: gap }).then(
      ({ draw }) => draw?.winners ?? [],
      () => [],
    )
    asking = false
    if (!alive) return
    if (of === id()) winners.value = merged(winners.value, told)
    if (of !== id() || missing() !== gap) return fill()
    // After the last event of a draw nothing else would ask.
    retrying = setTimeout(() => void fill(attempt + 1), backoff(attempt))
  }

  onScopeDispose(() => {
    alive = false
    clearTimeout(retrying)
  })
  // Sync: two events of one turn are two lots of winners.
  watch(
    () => moment.value,
    told => {
      winners.value = told === null ? [] : merged(winners.value, told.winners)
      if (missing() !== null) void fill()
    },
    { flush: 'sync' },
  )
  return winners
}
