/** Instants as people read them. */

import type { Language } from '@/kit/words/words'

const two = (number: number): string => String(number).padStart(2, '0')

/** "11-22 23:08", with the year where it is another than that of `nowMs`. */
export function momentOf(iso: string, nowMs: number): string {
  const at = new Date(iso)
  const day = `${two(at.getMonth() + 1)}-${two(at.getDate())}`
  const year = at.getFullYear() === new Date(nowMs).getFullYear() ? '' : `${at.getFullYear()}-`
  return `${year}${day} ${two(at.getHours())}:${two(at.getMinutes())}`
}

/** "2026-11-22". */
export function dayOf(iso: string): string {
  const at = new Date(iso)
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
]

/** "3 小时前", "3 hours ago"; a moment older than a week as `momentOf` says it. */
export function agoOf(iso: string, nowMs: number, language: Language): string {
  const past = Math.max(0, nowMs - Date.parse(iso))
  if (past > 7 * 86_400_000) return momentOf(iso, nowMs)
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  const step = STEPS.find(([, ms]) => past >= ms)
  return step ? relative.format(-Math.floor(past / step[1]), step[0]) : relative.format(0, 'second')
}
