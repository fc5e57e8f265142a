/** Everything the shop knows of the viewer, put together in the browser page by page. */

import { clock } from '@/kit/time/clock'
import { ask } from '@/kit/wire/client'
import {
  ExportAwardsDocument,
  ExportEntriesDocument,
  ExportFavouritesDocument,
  ExportMeDocument,
  ExportOrdersDocument,
  ExportReportsDocument,
  ExportTeamsDocument,
} from './settings.gql'
import type { PageOf } from './usePaged'

const SIZE = 50
export const PAGES_MOST = 40

/** All rows of a list, a page after the other; `cut` where there are more than are taken. */
export async function allOf<Row>(page: (after: string | null) => Promise<PageOf<Row> | undefined>): Promise<{ rows: Row[]; cut: boolean }> {
  const rows: Row[] = []
  let after: string | null = null
  for (let read = 0; read < PAGES_MOST; read++) {
    const next: PageOf<Row> | undefined = await page(after)
    if (!next) throw new Error('nobody is signed in')
    rows.push(...next.nodes)
    after = next.pageInfo.hasNextPage ? next.pageInfo.endCursor : null
    if (after === null) return { rows, cut: false }
  }
  return { rows, cut: true }
}

const KINDS = ['CREDIT', 'CASH', 'FUND', 'POINTS', 'SHARES', 'RECEIVABLE'] as const

/** What is written into the file; `done` is told after each of its parts, of `of` parts. */
export async function everything(told: (done: number, of: number) => void): Promise<Record<string, unknown>> {
  const first = SIZE
  const parts: Record<string, () => Promise<unknown>> = {
    person: async () => (await ask(ExportMeDocument, {})).viewer,
    orders: () => allOf(async after => (await ask(ExportOrdersDocument, { first, after })).viewer?.orders),
    teams: () => allOf(async after => (await ask(ExportTeamsDocument, { first, after })).viewer?.teams),
    favourites: () => allOf(async after => (await ask(ExportFavouritesDocument, { first, after })).viewer?.favourites),
    awards: () => allOf(async after => (await ask(ExportAwardsDocument, { first, after })).viewer?.awards),
    reports: () => allOf(async after => (await ask(ExportReportsDocument, { first, after })).viewer?.reports),
  }
  for (const kind of KINDS) parts[`account ${kind}`] = () => allOf(async after => (await ask(ExportEntriesDocument, { kind, first, after })).viewer?.account.entries)
  const file: Record<string, unknown> = { exportedAt: new Date(clock.now()).toISOString() }
  const names = Object.keys(parts)
  for (const [index, name] of names.entries()) {
    file[name] = await parts[name]?.()
    told(index + 1, names.length)
  }
  return file
}
