/** Made-up frames for whoever designs or tests a scene: the same for the same wishes. */

import type { SeatState } from 'schema'
import type { Frame, WallPart } from '../wire/useFrame'

export type Names = 'plain' | 'long' | 'xss'

export interface Wishes {
  scene: Frame['scene']
  /** How many teams or winners; how many seats a team or a draw has. */
  count: number
  seats: number
  names: Names
  /** How far the script ran, in steps: each fills a seat. */
  steps: number
  night: boolean
  english: boolean
}

/** The moment at which the fixtures stand. */
export const NOON = '2026-11-22T12:17:20.000Z'
const BASE = Date.parse(NOON)
export const instant = (seconds: number): string => new Date(BASE + seconds * 1000).toISOString()

const PLAIN = ['陈*', '王*', '李**', 'L**y', '赵*', '孙*', '周*', '吴*', '郑**', 'A**a', '冯*', '司*南']
const LONG = ['欧阳***************长名字', 'Bartholomew-the-Extraordinary-of-Nowhere', '慕容************']
const XSS = ['<img src=x onerror=alert(1)>', '"><script>alert(1)</' + 'script>', '{{constructor.constructor("alert(1)")()}}']

export function nameOf(index: number, names: Names): string {
  const all = names === 'plain' ? PLAIN : names === 'long' ? LONG : XSS
  return all[index % all.length] as string
}

const SHAPES = [[8, 8], [8, 7], [5, 4], [12, 11], [3, 2], [2, 1], [8, 3], [20, 9], [10, 2], [50, 21], [120, 40], [6, 1]] as const
const code = (index: number) => `TEAM${String(2000 + index)}`

function seatsOf(size: number, filled: number, names: Names) {
  return Array.from({ length: size }, (_, index) => ({
    number: index + 1,
    state: (index < filled ? 'FILLED' : index === filled && size > 6 ? 'HELD' : 'EMPTY') as SeatState,
    member: index < filled ? { displayName: nameOf(index, names) } : null,
  }))
}

function teamOf(index: number, wishes: Wishes): WallPart['teams'][number] {
  const [size, begun] = SHAPES[index % SHAPES.length] as readonly [number, number]
  const more = wishes.steps > index ? Math.ceil((wishes.steps - index) / Math.max(1, wishes.count)) : 0
  const filled = Math.min(size, begun + more)
  return {
    code: code(index),
    status: filled === size ? 'FORMED' : 'OPEN',
    size,
    seatsFilled: filled,
    seatsLeft: size - filled,
    formedAt: filled === size ? instant(0) : null,
    confirming: false,
    leader: { displayName: nameOf(index, wishes.names) },
    seats: seatsOf(size, filled, wishes.names).slice(0, 24),
  }
}

const PRODUCT = { title: '丽江雪莲果', titleEn: 'Lijiang yacon', origin: '云南丽江', pictures: [] as string[] }
const LONG_TITLE = '这是一个特别特别长的活动标题用来看看它在大屏上会不会撑破版面 · The longest campaign title there may be'
const fen = (sum: number) => ({ fen: String(sum) })
const address = (path: string) => `${location.origin}${path}`

function wall(wishes: Wishes): WallPart {
  const last = teamOf(0, wishes)
  return {
    title: wishes.names === 'plain' ? (wishes.english ? 'Orchard live' : '果园直播团') : wishes.names === 'long' ? LONG_TITLE : nameOf(0, 'xss'),
    teaming: wishes.count === 0 ? 0 : 1284,
    formed: wishes.count === 0 ? 0 : 213 + wishes.steps,
    joinUrl: address('/c/yacon-live'),
    shortCode: 'yacon-live',
    campaign: null,
    nextDraw: wishes.count === 0 ? null : { firstRevealAt: instant(760) },
    teams: Array.from({ length: Math.min(24, wishes.count) }, (_, index) => teamOf(index, wishes)),
    lastFormed: wishes.count === 0 ? null : { openedAt: instant(-192), formedAt: instant(0), leader: last.leader, campaign: { product: PRODUCT } },
  }
}

function focus(wishes: Wishes): NonNullable<Frame['focus']> {
  const filled = Math.min(wishes.seats, Math.ceil(wishes.seats * 0.6) + wishes.steps)
  const { leader, ...team } = teamOf(0, wishes)
  return {
    joinUrl: address('/t/TEAM2000'),
    team: {
      ...team,
      leader,
      size: wishes.seats,
      status: filled === wishes.seats ? 'FORMED' : 'OPEN',
      seatsFilled: filled,
      seatsLeft: wishes.seats - filled,
      closesAt: instant(3600),
      formedAt: filled === wishes.seats ? instant(0) : null,
      seats: seatsOf(wishes.seats, filled, wishes.names).slice(0, 100),
      campaign: { teamPrice: fen(2990), soloPrice: fen(4990), product: PRODUCT },
    },
  }
}

const rows = <Row>(count: number, make: (index: number) => Row): Row[] => Array.from({ length: Math.min(8, count) }, (_, index) => make(index))

/** The frame that these wishes describe; a draw's part is in draws.ts. */
export function frameOf(wishes: Wishes): Frame {
  const { scene, names, english } = wishes
  const long = names === 'long'
  return {
    version: 1 + wishes.steps,
    serverTime: NOON,
    screen: { theme: wishes.night ? 'NIGHT' : 'DAY', language: english ? 'EN' : 'ZH', lowPower: false },
    reloadedAt: null,
    scene,
    nextDrawAt: null,
    wall: scene === 'WALL' ? wall(wishes) : null,
    focus: scene === 'FOCUS' ? focus(wishes) : null,
    draw: null,
    ranking:
      scene === 'RANKING'
        ? {
            leaders: rows(wishes.count, index => ({ displayName: nameOf(index + wishes.steps, names), teamsFormed: 31 - 3 * index })),
            fastest: rows(wishes.count, index => ({ seconds: 41 + index * index * 97, team: { code: code(index), leader: { displayName: nameOf(index + 3, names) } } })),
          }
        : null,
    poster:
      scene === 'POSTER'
        ? {
            joinUrl: address('/c/yacon-live'),
            shortCode: long ? 'the-longest-short-code-that-a-campaign-may-have-on-a-screen' : 'yacon-live',
            campaign: { slug: 'yacon-live', title: long ? LONG_TITLE : names === 'xss' ? nameOf(1, names) : '果园直播团', kind: 'ORDINARY', size: 5, completesAtSize: null, teamPrice: fen(2990), soloPrice: fen(4990), product: PRODUCT, merchant: { name: '云上果园', nameEn: 'Cloud Orchard' } },
          }
        : null,
    message: scene === 'MESSAGE' ? { zh: long ? '今晚八点整全场包邮，'.repeat(19) : names === 'xss' ? nameOf(0, names) : '今晚 8 点开团', en: long ? 'Tonight at eight all is posted free. '.repeat(5).trim() : names === 'xss' ? nameOf(1, names) : 'Tables open at 8 tonight' } : null,
  }
}
