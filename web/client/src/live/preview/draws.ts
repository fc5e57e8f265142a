/** Made-up draws: any stage, any number of winners, each at its time by the clock. */

import type { DrawStage } from 'schema'
import type { DrawMoment, Winner } from '@/kit/draws/useDraw'
import type { DrawPart } from '../wire/useFrame'
import { instant, nameOf, NOON, type Names } from './fixtures'

export interface DrawWishes {
  winners: number
  seats: number
  names: Names
  beacon: boolean
  /** A draw among all who joined, instead of a team's. */
  campaign: boolean
}

/** The first winner comes three seconds behind the fixtures' moment. */
export const FIRST_AT = instant(3)

/** The server's step: 1.8 s, or less so that all take 50 s. */
export function stepOf(winners: number): number {
  return Math.min(1800, Math.floor(50_000 / Math.max(1, winners)))
}

const HASH = '9f31b7a4c0de5521e8d7463fa90b12cc8877e6d5b4a39281706f5e4d3c2bc2a8'
const ROOT = '71be09d8c7f6a5b4e3d2c1b0a99887766554433221100ffeeddccbbaa99804dd'

export function drawPart(wishes: DrawWishes): DrawPart {
  const entries = wishes.campaign ? Math.max(1000, wishes.winners * 4) : wishes.seats
  return {
    rulesUrl: `${location.origin}/rules/yacon-live`,
    verifyUrl: `${location.origin}/d/0190a0a0-0000-7000-8000-000000000000`,
    draw: {
      uuid: '0190a0a0-0000-7000-8000-000000000000',
      kind: 'LOTTERY',
      scope: wishes.campaign ? 'CAMPAIGN' : 'TEAM',
      mode: wishes.beacon ? 'PUBLIC_BEACON' : 'OPERATOR_COMMIT',
      commitment: wishes.beacon ? null : HASH,
      chainHash: wishes.beacon ? HASH : null,
      root: ROOT,
      entries,
      prizes: wishes.winners,
      paid: entries,
      winnersPromised: wishes.winners,
      firstRevealAt: FIRST_AT,
      team: wishes.campaign ? null : { size: wishes.seats },
      campaign: {
        product: { title: '丽江雪莲果', titleEn: 'Lijiang yacon' },
        drawTerms: { subsidy: { fen: '200' }, marketPrice: { fen: '19900' } },
      },
    },
  }
}

function winnerOf(prize: number, wishes: DrawWishes): Winner {
  const of = wishes.campaign ? Math.max(1000, wishes.winners * 4) : wishes.seats
  const number = 1 + ((prize * 7 + 3) % of)
  return {
    prize,
    number,
    serial: number,
    ticket: `T${String(100_000 + prize * 8806).slice(-6)}`,
    seatNumber: wishes.campaign ? 1 + (number % 8) : number,
    revealedAt: new Date(Date.parse(FIRST_AT) + (prize - 1) * stepOf(wishes.winners)).toISOString(),
    isMine: false,
    member: { displayName: nameOf(prize, wishes.names) },
    team: { code: 'TEAM2000' },
  }
}

/** The stage that a draw with these wishes is in at `now`, and how many were shown. */
export function standingAt(wishes: DrawWishes, now: number): { stage: DrawStage; revealed: number } {
  const since = now - Date.parse(FIRST_AT)
  if (since < -10_000) return { stage: 'LOCKED', revealed: 0 }
  if (since < 0) return { stage: 'COUNTDOWN', revealed: 0 }
  const revealed = Math.min(wishes.winners, Math.floor(since / stepOf(wishes.winners)) + 1)
  return { stage: since >= wishes.winners * stepOf(wishes.winners) ? 'PUBLISHED' : 'REVEALING', revealed }
}

export function momentOfDraw(wishes: DrawWishes, stage: DrawStage, revealed: number): DrawMoment {
  const { draw } = drawPart(wishes)
  const isLocked = stage !== 'SCHEDULED' && stage !== 'NOT_HELD'
  return {
    version: 2 + revealed,
    stage,
    revealed,
    prizes: isLocked ? wishes.winners : null,
    serverTime: NOON,
    winners: Array.from({ length: revealed }, (_, index) => winnerOf(index + 1, wishes)),
    firstRevealAt: isLocked ? FIRST_AT : null,
    revealStepMs: isLocked ? stepOf(wishes.winners) : null,
    closedAt: null,
    draw: {
      uuid: draw.uuid,
      scope: draw.scope,
      mode: draw.mode,
      entries: isLocked ? draw.entries : null,
      paid: isLocked ? draw.paid : Math.floor(draw.paid * 0.6),
      round: null,
      roundAt: null,
      root: isLocked ? ROOT : null,
      frozenAt: isLocked ? NOON : null,
      firstRevealAt: isLocked ? FIRST_AT : null,
      revealStepMs: isLocked ? stepOf(wishes.winners) : null,
      publishedAt: null,
      voidReason: null,
      voidedAt: null,
      notHeldAt: null,
      file: null,
      entriesFile: null,
      lockReceipt: null,
      team: null,
    },
  }
}
