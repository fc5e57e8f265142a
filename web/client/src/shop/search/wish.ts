/** What is looked for, as the address says it. */

export const SORTS = ['NEWEST', 'ENDING', 'CHEAPEST'] as const
export type SearchSort = (typeof SORTS)[number]

export interface Wish {
  search: string
  shelf: string
  sort: SearchSort
}

const MOST_SIGNS = 60

/** Reads an address; what it does not say, or says wrongly, is what is usual. */
export function wishOf(query: Record<string, unknown>): Wish {
  const text = (name: string) => (typeof query[name] === 'string' ? (query[name] as string) : '')
  return {
    search: text('q').trim().slice(0, MOST_SIGNS),
    shelf: text('shelf'),
    sort: SORTS.find(sort => sort.toLowerCase() === text('sort')) ?? 'NEWEST',
  }
}

/** The same as an address; what is usual is left out. */
export function addressOf(wish: Wish): Record<string, string> {
  return {
    ...(wish.search ? { q: wish.search } : {}),
    ...(wish.shelf ? { shelf: wish.shelf } : {}),
    ...(wish.sort === 'NEWEST' ? {} : { sort: wish.sort.toLowerCase() }),
  }
}
