/** What stands in and below the ring for each scene of a draw. */

import type { DrawMoment, Winner } from '@/kit/draws/useDraw'
import type { Scene } from '@/kit/draws/staging'
import { spelled } from '@/kit/time/countdown'
import type { Language } from '@/kit/words/words'
import { momentOf as instantOf } from '../campaigns/moments'
import type { DrawPageQuery } from './draws.gql'
import type { stageWords } from './words'

export type DrawOnPage = NonNullable<DrawPageQuery['draw']>
type Key = keyof (typeof stageWords)['zh-CN']
export type Say = (key: Key, named?: Record<string, unknown>, count?: number) => string

export interface Told {
  scene: Scene
  moment: DrawMoment
  draw: DrawOnPage
  last: Winner | null
  now: number
  language: Language
}

export interface SaidScene {
  headline: string
  lines: string[]
  /** Big in the ring, and smaller under it. */
  label: string
  sub: string
}

/** "20:30:24", the server's second in the reader's zone. */
export function secondOf(ms: number, language: Language): string {
  return new Date(ms).toLocaleTimeString(language === 'en' ? 'en-GB' : 'zh-CN', { hour12: false })
}

const short = (seconds: number) => {
  const { clock } = spelled(seconds)
  return seconds < 3600 ? clock.slice(3) : clock
}

const hash = (hex: string | null) => (hex ? `${hex.slice(0, 8)}…${hex.slice(-4)}` : '')

/** The names of a winner's place: the seat in a team, the number among all entries else. */
export const placeName = (winner: Winner, scope: string) => String(scope === 'TEAM' ? winner.seatNumber : winner.number)

export function sayScene(t: Say, told: Told): SaidScene {
  const { scene } = told
  switch (scene.name) {
    case 'SCHEDULED':
      return scheduled(t, told)
    case 'CLOSING':
      return { headline: t('CLOSING'), lines: [t('closingSub')], label: '', sub: '' }
    case 'LOCKED':
      return { headline: t('LOCKED'), lines: [t('lockedSub', { at: firstAt(told) })], label: short(scene.secondsLeft), sub: t('until') }
    case 'COUNTDOWN':
      return { headline: t('COUNTDOWN'), lines: [t('lockedSub', { at: firstAt(told) })], label: String(scene.digit), sub: t('until') }
    case 'REVEALING':
      return revealing(t, told, scene)
    case 'PUBLISHED':
      return published(t, told, scene.of)
    case 'DELAYED':
      return { ...standing(t, told, scene), headline: t('DELAYED'), lines: delayed(t, told, scene) }
    case 'FROZEN':
      return { ...standing(t, told, scene), headline: t('FROZEN'), lines: frozen(t, told) }
    default:
      return over(t, told)
  }
}

const firstAt = ({ moment, language }: Told) => secondOf(Date.parse(moment.firstRevealAt ?? ''), language)

function scheduled(t: Say, { draw, moment }: Told): SaidScene {
  const wide = draw.scope === 'CAMPAIGN'
  const size = wide ? (draw.campaign?.drawTerms?.most ?? 0) : (draw.team?.size ?? 0)
  return {
    headline: t(wide ? 'scheduledWide' : 'SCHEDULED'),
    lines: [t(wide ? 'scheduledWideSub' : 'scheduledSub')],
    label: `${moment.draw.paid}/${size}`,
    sub: '',
  }
}

/** In the ring stands who was shown last; how many of how many before the first. */
function standing(_t: Say, { last, draw }: Told, { shown, of }: { shown: number; of: number }) {
  if (!last) return { label: of ? `${shown}/${of}` : '', sub: '' }
  return { label: placeName(last, draw.scope), sub: last.member?.displayName ?? '' }
}

function revealing(t: Say, told: Told, scene: { shown: number; of: number; dueAt: number | null }): SaidScene {
  const all = scene.dueAt === null
  return {
    ...standing(t, told, scene),
    headline: t(all ? 'allShown' : 'REVEALING'),
    lines: [all ? t('allShownSub') : t('revealingSub', { next: scene.shown + 1, of: scene.of })],
  }
}

function published(t: Say, { moment, now, language }: Told, of: number): SaidScene {
  const at = instantOf(moment.draw.publishedAt ?? moment.serverTime, now, language)
  return { headline: t('PUBLISHED'), lines: [t('publishedSub', { at })], label: String(of), sub: t('winnersCount', {}, of) }
}

function delayed(t: Say, { moment, language }: Told, scene: { awaited: 'LOCK' | 'FIRST' | 'NEXT' | 'FILE'; since: number }): string[] {
  const lines = [t(`delayed${scene.awaited}`, { at: secondOf(scene.since, language) })]
  const byBeacon = moment.draw.mode === 'PUBLIC_BEACON' && scene.awaited === 'FIRST'
  if (byBeacon) lines.push(t('delayedBeacon', { round: moment.draw.round }))
  if (scene.awaited === 'FIRST') lines.push(t('delayedDay'))
  return lines
}

function frozen(t: Say, { draw, moment }: Told): string[] {
  const fixed = hash(draw.commitment ?? moment.draw.root)
  return [t('frozenSub'), ...(fixed ? [t('frozenBy', { hash: fixed })] : [])]
}

function over(t: Say, { scene, moment }: Told): SaidScene {
  if (scene.name === 'NOT_HELD') return { headline: t('NOT_HELD'), lines: [t('notHeldSub')], label: t('notHeldLabel'), sub: '' }
  const why = moment.draw.voidReason
  return { headline: t('VOID'), lines: [...(why ? [t(`void${why}`)] : []), t('voidRefund')], label: t('voidLabel'), sub: '' }
}
