/** A list that grows by pages, with an end even where the shop has more. */

import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue'

export interface Page<Row> {
  nodes: Row[]
  pageInfo: { hasNextPage: boolean; endCursor: string | null }
}

/** As many rows as a page holds before it had better be narrowed than scrolled. */
export const MOST = 120

export interface Pages<Row> {
  rows: ComputedRef<Row[]>
  more: ComputedRef<boolean>
  /** There are more than a page holds. */
  cut: ComputedRef<boolean>
  fetching: Ref<boolean>
  lost: Ref<boolean>
  next: () => Promise<void>
  restart: () => void
}

/** Returns the first page and those fetched behind it.
 *
 * `first` gives the page that is there already; `fetch` asks for the one behind a cursor. A row
 * that moved and comes again is shown once, told apart by `keyOf`. */
export function pagesOf<Row>(options: {
  first: () => Page<Row> | null
  fetch: (after: string) => Promise<Page<Row>>
  keyOf: (row: Row) => string
}): Pages<Row> {
  const behind: ShallowRef<Page<Row>[]> = shallowRef([])
  const fetching = ref(false)
  const lost = ref(false)
  let turn = 0

  const pages = computed(() => {
    const first = options.first()
    return first ? [first, ...behind.value] : []
  })
  const rows = computed(() => {
    const seen = new Map(pages.value.flatMap(page => page.nodes).map(row => [options.keyOf(row), row]))
    return [...seen.values()].slice(0, MOST)
  })
  const last = computed(() => pages.value.at(-1)?.pageInfo)
  const full = computed(() => rows.value.length >= MOST)
  const more = computed(() => last.value?.hasNextPage === true && !full.value)
  const cut = computed(() => last.value?.hasNextPage === true && full.value)

  async function next(): Promise<void> {
    const after = last.value?.endCursor
    if (fetching.value || !more.value || !after) return
    const mine = turn
    fetching.value = true
    lost.value = false
    try {
      const page = await options.fetch(after)
      if (mine === turn) behind.value = [...behind.value, page]
    } catch {
      if (mine === turn) lost.value = true
    } finally {
      if (mine === turn) fetching.value = false
    }
  }

  function restart(): void {
    turn++
    behind.value = []
    fetching.value = false
    lost.value = false
  }

  return { rows, more, cut, fetching, lost, next, restart }
}
