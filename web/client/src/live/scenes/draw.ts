/** The thinking of the draw's scene: how winners are laid out, and what is said of what is fixed. */

import type { Scene } from '@/kit/draws/staging'
import { layoutOf, type Layout } from '@/kit/draws/staging'
import { pageAt } from '../times'

/** So many are read on one page of each layout, on a wide screen and on a high one. */
const SEEN: Record<Layout, { wide: number; high: number }> = {
  cards: { wide: 12, high: 12 },
  grid: { wide: 60, high: 60 },
  wall: { wide: 96, high: 80 },
}
export const PAGE_MS = 6000

export interface Board {
  layout: Layout
  page: number
  pages: number
  /** The prizes on the page: from the first to the last. */
  from: number
  to: number
}

/** Which prizes are on the board: those around the latest while they come, then page after page. */
export function boardOf(prizes: number, shown: number, isOver: boolean, isHigh: boolean, now: number): Board {
  const layout = layoutOf(prizes)
  const seen = SEEN[layout][isHigh ? 'high' : 'wide']
  const pages = Math.max(1, Math.ceil(prizes / seen))
  const page = isOver ? pageAt(now, pages, PAGE_MS) : Math.min(pages - 1, Math.floor(Math.max(0, shown - 1) / seen))
  return { layout, page, pages, from: page * seen + 1, to: Math.min(prizes, (page + 1) * seen) }
}

/** "9f31…c2a8" of a long hash; what is short stays whole. */
export function shortened(hash: string): string {
  return hash.length > 12 ? `${hash.slice(0, 4)}…${hash.slice(-4)}` : hash
}

/** "15%" of 3 among 20; at most two decimals, and "<0.01%" of less. */
export function oddsOf(prizes: number, entries: number): string {
  if (entries <= 0) return '—'
  const percent = Math.min(100, (prizes / entries) * 100)
  return percent < 0.01 ? '<0.01%' : `${Number(percent.toFixed(2))}%`
}

/** The last four signs of a ticket, by which its holder knows it. */
export function tail(ticket: string): string {
  return ticket.slice(-4)
}

/** Whether winners have the whole screen: there are more of them than a ring has beside it. */
export function fillsTheScreen(scene: Scene, layout: Layout): boolean {
  if (layout === 'cards') return false
  if (scene.name === 'PUBLISHED' || scene.name === 'REVEALING') return true
  return (scene.name === 'FROZEN' || scene.name === 'DELAYED') && scene.shown > 0
}

interface Placed {
  seatNumber: number
  number: number
}

/** Where on the ring a winner sits, from 0 (twelve): in the team, or among all who entered. */
export function placeOf(winner: Placed | undefined, isTeam: boolean, size: number): number | null {
  if (!winner || size <= 0) return null
  return ((isTeam ? winner.seatNumber : winner.number) - 1) / size
}
