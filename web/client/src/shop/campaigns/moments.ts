/** Instants as people say them. */

import type { Language } from '@/kit/words/words'

const DAY_MS = 86_400_000

/** "14:00" of the same day, else "11月24日 14:00"; in the zone of whoever reads. */
export function momentOf(iso: string, nowMs: number, language: Language): string {
  const at = new Date(iso)
  const sameDay = Math.abs(at.getTime() - nowMs) < DAY_MS && at.getDate() === new Date(nowMs).getDate()
  const time = { hour: '2-digit', minute: '2-digit', hour12: false } as const
  return at.toLocaleString(language === 'en' ? 'en-GB' : 'zh-CN', sameDay ? time : { month: 'short', day: 'numeric', ...time })
}
