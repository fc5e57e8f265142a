/** Which scene a screen shows, of its frame and of how it hears the server. */

import type { Health } from '@/kit/wire/connection'
import type { DrawPart, FocusPart, Frame, MessagePart, PosterPart, RankingPart, WallPart } from '../wire/useFrame'

export type Shown =
  | { scene: 'WALL'; part: WallPart }
  | { scene: 'FOCUS'; part: FocusPart }
  | { scene: 'DRAW'; part: DrawPart }
  | { scene: 'RANKING'; part: RankingPart }
  | { scene: 'POSTER'; part: PosterPart }
  | { scene: 'MESSAGE'; part: MessagePart }
  | { scene: 'HOLDING'; part: { url?: string } }

/** The scene with its part. Unheard for two minutes, all but a draw gives way to the last poster, or to a code. */
export function shownOf(frame: Frame | null, health: Health, lastPoster: PosterPart | null): Shown {
  if (frame === null) return { scene: 'HOLDING', part: {} }
  if (frame.draw) return { scene: 'DRAW', part: frame.draw }
  if (health === 'degraded') {
    if (frame.poster ?? lastPoster) return { scene: 'POSTER', part: (frame.poster ?? lastPoster) as PosterPart }
    const url = frame.wall?.joinUrl ?? frame.focus?.joinUrl
    return { scene: 'HOLDING', part: url === undefined ? {} : { url } }
  }
  if (frame.wall) return { scene: 'WALL', part: frame.wall }
  if (frame.focus) return { scene: 'FOCUS', part: frame.focus }
  if (frame.ranking) return { scene: 'RANKING', part: frame.ranking }
  if (frame.poster) return { scene: 'POSTER', part: frame.poster }
  if (frame.message) return { scene: 'MESSAGE', part: frame.message }
  return { scene: 'HOLDING', part: {} }
}

/** What makes a scene another one: a change of this is seen as a change of scene. */
export function keyOf(shown: Shown): string {
  switch (shown.scene) {
    case 'WALL':
      return shown.part.joinUrl
    case 'FOCUS':
      return shown.part.team.code
    case 'DRAW':
      return shown.part.draw.uuid
    case 'POSTER':
      return shown.part.campaign.slug
    case 'MESSAGE':
      return `${shown.part.zh}/${shown.part.en}`
    default:
      return shown.scene
  }
}
