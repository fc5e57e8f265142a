/** What just changed on a ring, so that it moves once, and only what changed. */

import { onScopeDispose, shallowRef, watch } from 'vue'
import { takenOf, type RingSeat } from './geometry'

export type SeatNews = 'taken' | 'freed'

const NEWS_MS = 700

const isTaken = (seat: RingSeat | undefined): boolean => seat !== undefined && seat.look !== 'empty' && seat.look !== 'held'

/** Seats that were taken or given up between two looks, by index; none where the ring is another one. */
export function newsBetween(before: RingSeat[], after: RingSeat[]): Map<number, SeatNews> {
  const news = new Map<number, SeatNews>()
  if (before.length !== after.length) return news
  after.forEach((seat, index) => {
    const was = before[index]
    if (isTaken(seat) && !isTaken(was)) news.set(index, 'taken')
    else if (seat.look === 'empty' && was?.look !== 'empty') news.set(index, 'freed')
  })
  return news
}

const isClosed = (seats: RingSeat[]): boolean => seats.length > 0 && takenOf(seats) === seats.length

/** Returns what changed a moment ago: of a seat, and whether the ring closed. Nothing of what was there at first. */
export function useNews(seats: () => RingSeat[]) {
  const fresh = shallowRef(new Map<number, SeatNews>())
  const closing = shallowRef(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  watch(seats, (after, before) => {
    const news = newsBetween(before, after)
    const closed = isClosed(after) && !isClosed(before) && before.length === after.length
    if (news.size === 0 && !closed) return
    fresh.value = new Map([...fresh.value, ...news])
    closing.value ||= closed
    clearTimeout(timer)
    timer = setTimeout(() => {
      fresh.value = new Map()
      closing.value = false
    }, NEWS_MS)
  })
  onScopeDispose(() => clearTimeout(timer))
  return { of: (index: number) => fresh.value.get(index), closing }
}
