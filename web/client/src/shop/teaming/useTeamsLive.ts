/** Several teams watched over one line, each kept as new as the server's. */

import { onScopeDispose, shallowRef, watch, type ShallowRef } from 'vue'
import { clock } from '@/kit/time/clock'
import type { Document } from '@/kit/wire/documents'
import { Line } from '@/kit/wire/line'
import { TeamsNowDocument, type TeamNowFragment, type TeamsNowSubscription } from './teaming.gql'

/** As many teams as one line may name. */
export const WATCHED_MOST = 20

export type TeamNow = TeamNowFragment

/** The later of two words about one team. */
export function newer<Team extends { version: number }>(known: Team | undefined, told: Team): Team {
  return known && known.version >= told.version ? known : told
}

/** Returns what the server last said of each of these teams, by code.
 *
 * `codes` may change: one line is opened anew then, none where there is nobody to watch.
 * `poll` asks for the same where nothing can be pushed. */
export function useTeamsLive(codes: () => string[], poll: () => Promise<TeamNow[]>): ShallowRef<Map<string, TeamNow>> {
  const told: ShallowRef<Map<string, TeamNow>> = shallowRef(new Map())
  let line: Line<TeamsNowSubscription, TeamNow[]> | null = null
  let wanted: string[] = []

  function take(teams: TeamNow[]): void {
    const next = new Map(told.value)
    for (const team of teams) {
      clock.atLeast(Date.parse(team.serverTime))
      next.set(team.code, newer(next.get(team.code), team))
    }
    told.value = next
  }

  function stop(): void {
    line?.stop()
    line = null
  }

  watch(
    () => codes().slice(0, WATCHED_MOST).sort().join(),
    joined => {
      wanted = joined ? joined.split(',') : []
      told.value = new Map([...told.value].filter(([code]) => wanted.includes(code)))
      if (wanted.length === 0) stop()
      else if (line) line.again()
      else {
        line = new Line({
          document: TeamsNowDocument as Document<TeamsNowSubscription, object>,
          variables: () => ({ codes: wanted }),
          poll,
          next: data => take([data.teamsProgress]),
          polled: take,
        })
      }
    },
    { immediate: true },
  )
  onScopeDispose(stop)
  return told
}
