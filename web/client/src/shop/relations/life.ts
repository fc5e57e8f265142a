/** How long a relation lasts still, and how it is sorted by that. */

const DAY_MS = 86_400_000
export const LIFE_DAYS = 30

export interface Lasting {
  validUntil: string
  endedAt: string | null
}

/** Whole days left, begun ones counted; 0 where it is over, whether the server said so or not. */
export function daysLeft(of: Lasting, now: number): number {
  return of.endedAt ? 0 : Math.max(0, Math.ceil((Date.parse(of.validUntil) - now) / DAY_MS))
}

/** Rows that hold, and those that are over, each in their order. */
export function parted<Row extends Lasting>(rows: readonly Row[], now: number): { held: Row[]; over: Row[] } {
  const held = rows.filter(row => daysLeft(row, now) > 0)
  return { held, over: rows.filter(row => !held.includes(row)) }
}

/** A day as people read it, in the place where the goods are. */
export function dayOf(at: string, language: string): string {
  return new Date(at).toLocaleDateString(language, { timeZone: 'Asia/Shanghai' })
}

export const TABS = ['all', 'second', 'third', 'soon', 'over'] as const
export type Tab = (typeof TABS)[number]

export function tabOf(told: unknown): Tab {
  return TABS.find(each => each === told) ?? 'all'
}

/** What a tab asks the server for. */
export function askedBy(tab: Tab): { level: number; status: 'ACTIVE' | 'RELEASED' | null; within: number | null } {
  if (tab === 'over') return { level: 1, status: 'RELEASED', within: null }
  if (tab === 'soon') return { level: 1, status: 'ACTIVE', within: 7 }
  return { level: tab === 'third' ? 3 : tab === 'second' ? 2 : 1, status: null, within: null }
}
