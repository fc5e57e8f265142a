/** A list that is read page by page, renewed in place, and bounded. */

import { computed, onScopeDispose, ref, shallowRef, toValue, watch, type MaybeRefOrGetter } from 'vue'
import { clock } from '@/kit/time/clock'
import { onOtherAsker } from '@/kit/wire/asker'
import { Refused } from '@/kit/wire/client'
import { keep, kept } from '@/kit/wire/kept'
import type { Asking } from '@/kit/wire/useAsk'

export interface PageOf<Row> {
  nodes: Row[]
  pageInfo: { hasNextPage: boolean; endCursor: string | null }
}

/** Lays a renewed first page over what is known: rows that left it are gone, later ones stay.
 *
 * Null where the two do not meet: what lies between is unknown, and the list begins anew. */
export function renewed<Row>(fresh: Row[], known: Row[], key: (row: Row) => string): Row[] | null {
  const last = fresh.at(-1)
  const place = last === undefined ? -1 : known.findIndex(row => key(row) === key(last))
  if (place < 0) return null
  const told = new Set(fresh.map(key))
  return [...fresh, ...known.slice(place + 1).filter(row => !told.has(key(row)))]
}

/** How many pages without one that fits are read past at a time. */
const PAGES_PAST = 5

/** The next page that has rows that fit, and of these only them; the last page read where none has. */
export async function pageWhere<Row>(ask: (after: string | null) => Promise<PageOf<Row>>, after: string | null, fits: (row: Row) => boolean): Promise<PageOf<Row>> {
  for (let read = 1; ; read++) {
    const { nodes, pageInfo } = await ask(after)
    const some = nodes.filter(fits)
    if (some.length > 0 || !pageInfo.hasNextPage || read >= PAGES_PAST) return { nodes: some, pageInfo }
    after = pageInfo.endCursor
  }
}

const MOST = 400

/** Returns the rows of a list as far as they were read; a change of `of`, or of who asks, reads another list.
 *
 * `ask` gives a page (null: the first), and throws as the wire does. `lost` says that the last `more` brought nothing. */
export function usePaged<Row>(options: {
  of: MaybeRefOrGetter<string | null>
  ask: (after: string | null) => Promise<PageOf<Row>>
  key: (row: Row) => string
  keepAs?: (of: string) => string
}) {
  const rows = shallowRef<Row[]>([])
  const state = ref<Asking>('loading')
  const asOf = ref<number | null>(null)
  const cursor = ref<string | null>(null)
  const busy = ref(false)
  const lost = ref(false)
  let turn = 0

  function show(page: PageOf<Row>, known: Row[] | null): void {
    rows.value = known ?? page.nodes
    if (known === null || !page.pageInfo.hasNextPage) cursor.value = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null
    if (!page.pageInfo.hasNextPage) rows.value = page.nodes
    state.value = 'ready'
    lost.value = false
    asOf.value = clock.now()
    const of = toValue(options.of)
    if (options.keepAs && of !== null) keep(options.keepAs(of), page.nodes, clock.now())
  }

  function empty(): void {
    rows.value = []
    cursor.value = null
    lost.value = false
  }

  function fail(fault: unknown): void {
    // A server that was busy or failed may yet answer: that is no answer, not a no.
    if (fault instanceof Refused && fault.final) {
      if (fault.code === 'UNAUTHENTICATED') empty()
      if (rows.value.length === 0) state.value = 'refused'
      return
    }
    const of = toValue(options.of)
    const old = rows.value.length === 0 && options.keepAs && of !== null ? kept<Row[]>(options.keepAs(of)) : null
    if (old) {
      rows.value = old.data
      asOf.value = old.at
    }
    state.value = rows.value.length > 0 || old ? 'old' : 'failed'
  }

  /** Reads the first page again and lays it over what is shown. */
  async function renew(): Promise<void> {
    if (toValue(options.of) === null) return
    const mine = ++turn
    try {
      const page = await options.ask(null)
      if (mine === turn) show(page, renewed(page.nodes, rows.value, options.key))
    } catch (fault) {
      if (mine === turn) fail(fault)
    }
  }

  async function more(): Promise<void> {
    if (cursor.value === null || busy.value || rows.value.length >= MOST) return
    const mine = turn
    busy.value = true
    lost.value = false
    try {
      const page = await options.ask(cursor.value)
      if (mine !== turn) return
      const known = new Set(rows.value.map(options.key))
      rows.value = [...rows.value, ...page.nodes.filter(row => !known.has(options.key(row)))]
      cursor.value = page.pageInfo.hasNextPage && rows.value.length < MOST ? page.pageInfo.endCursor : null
    } catch (fault) {
      if (mine !== turn) return
      lost.value = true
      fail(fault)
    } finally {
      busy.value = false
    }
  }

  function begin(): void {
    turn++
    empty()
    state.value = 'loading'
    void renew()
  }

  watch(() => toValue(options.of), begin, { immediate: true })
  // What was read belongs to whoever was here then.
  onOtherAsker(begin)
  const back = () => void renew()
  window.addEventListener('online', back)
  onScopeDispose(() => {
    turn++
    window.removeEventListener('online', back)
  })
  return { rows, state, asOf, busy, hasMore: computed(() => cursor.value !== null), lost, renew, more }
}
