/** The viewer's own part in a draw: entries, receipts that this device keeps, and what came of it. */

import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import type { DrawMoment, Winner } from '@/kit/draws/useDraw'
import { clock } from '@/kit/time/clock'
import { useAsk } from '@/kit/wire/useAsk'
import { useViewerEvents } from '../me/events'
import { viewer } from '../viewer'
import { DrawMineDocument } from './draws.gql'
import { keepReceipts, keptReceipts, type KeptReceipts } from './receipts'
import { ordersOf, resultOf, type MyResult } from './result'

interface Shown {
  uuid: () => string | null
  scope: () => 'TEAM' | 'CAMPAIGN'
  moment: { value: DrawMoment | null }
  winners: { value: Winner[] }
}

const OVER = ['PUBLISHED', 'VOID', 'NOT_HELD']
const LOOK_AGAIN_MS = [1500, 3000, 6000, 12_000, 24_000]

/** Returns the viewer's entries, what came of them, and the receipts that are kept. */
export function useMine({ uuid, scope, moment, winners }: Shown) {
  const asked = useAsk(DrawMineDocument, () => {
    const id = uuid()
    return id === null || viewer.value === null ? null : { id, wide: scope() === 'CAMPAIGN' }
  })
  const entries = computed(() => (viewer.value ? (asked.data.value?.draw?.myEntries ?? []) : []))
  const orders = computed(() => (asked.data.value ? ordersOf(asked.data.value, uuid() ?? '') : []))
  const prizes = computed(() => winners.value.filter(winner => winner.isMine).map(winner => winner.prize))
  const result = computed<MyResult>(() =>
    resultOf(moment.value?.stage ?? 'SCHEDULED', entries.value, orders.value, prizes.value),
  )
  const kept = shallowRef<KeptReceipts>({ locks: [], entries: [], at: 0 })
  watch(
    [uuid, () => moment.value?.draw.lockReceipt?.line ?? null, entries],
    ([id, lock]) => {
      if (id === null) return
      const lines = { lock, entries: entries.value.map(entry => entry.receipt.line) }
      kept.value = lock || lines.entries.length ? keepReceipts(id, lines, clock.now()) : keptReceipts(id)
    },
    { immediate: true },
  )
  useSettling(() => moment.value?.stage ?? null, result, asked.again)
  return { entries, result, kept, again: asked.again }
}

/** Asks again when the draw goes on, when something happened to the viewer, and while money is on its way. */
function useSettling(stage: () => string | null, result: { value: MyResult }, again: () => Promise<void>): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let alive = true

  async function look(attempt: number): Promise<void> {
    await again()
    const unsettled = 'settled' in result.value && !result.value.settled
    const wait = LOOK_AGAIN_MS[attempt]
    if (alive && unsettled && wait !== undefined) timer = setTimeout(() => void look(attempt + 1), wait)
  }

  watch(stage, (now, before) => {
    clearTimeout(timer)
    if (now !== null && (before !== null || OVER.includes(now))) void look(0)
  })
  useViewerEvents(event => {
    if (event.kind !== 'SNAPSHOT') void again()
  })
  onScopeDispose(() => {
    alive = false
    clearTimeout(timer)
  })
}
