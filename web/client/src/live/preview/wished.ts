/** What an address of the preview asks for. */

import type { DrawStage, SceneKind } from 'schema'
import type { Health } from '@/kit/wire/connection'
import { NOON, type Names } from './fixtures'

const SCENES = ['WALL', 'FOCUS', 'DRAW', 'RANKING', 'POSTER', 'MESSAGE', 'HOLDING'] as const
const HEALTHS = ['live', 'quiet', 'retrying', 'stale', 'degraded'] as const
const NAMES = ['plain', 'long', 'xss'] as const
const STAGES = ['SCHEDULED', 'NOT_HELD', 'LOCKED', 'COUNTDOWN', 'REVEALING', 'PUBLISHED', 'VOID'] as const

export interface Wished {
  scene: SceneKind | 'PAIRING'
  count: number
  seats: number
  names: Names
  health: Health
  night: boolean
  english: boolean
  lowPower: boolean
  at: number
  runs: boolean
  /** A draw's stage and how many were shown; null goes by the clock. */
  stage: DrawStage | null
  shown: number
  beacon: boolean
  campaign: boolean
}

const MOST = 1000

/** Reads `?scene=wall&count=8&seats=20&names=long&health=stale&theme=day&lang=en&at=…&run=1`, and for a draw
 * `&stage=revealing&shown=2&beacon=1&campaign=1`; what is not known is as it comes. */
export function wished(search: string): Wished {
  const asked = new URLSearchParams(search)
  const one = <Known extends string>(name: string, known: readonly Known[], otherwise: Known): Known =>
    known.find(each => each.toLowerCase() === asked.get(name)?.toLowerCase()) ?? otherwise
  const whole = (name: string, otherwise: number): number => {
    const number = Number(asked.get(name) ?? Number.NaN)
    return Number.isInteger(number) && number >= 0 ? Math.min(number, MOST) : otherwise
  }
  const on = (name: string): boolean => asked.get(name) === '1'
  const scene = one('scene', [...SCENES, 'PAIRING'], 'WALL')
  const stage = asked.has('stage') ? one('stage', STAGES, 'SCHEDULED') : null
  const at = Date.parse(asked.get('at') ?? NOON)
  return {
    scene,
    count: whole('count', scene === 'DRAW' ? 3 : 8),
    seats: Math.max(2, whole('seats', scene === 'DRAW' ? 20 : 8)),
    names: one('names', NAMES, 'plain'),
    health: one('health', HEALTHS, 'live'),
    night: asked.get('theme') !== 'day',
    english: asked.get('lang') === 'en',
    lowPower: on('low'),
    at: Number.isNaN(at) ? Date.parse(NOON) : at,
    runs: on('run'),
    stage,
    shown: whole('shown', 0),
    beacon: on('beacon'),
    campaign: on('campaign'),
  }
}
