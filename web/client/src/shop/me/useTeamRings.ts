/** Up to twenty of the teams on the page, watched on one line. */

import { onScopeDispose, shallowReactive, watch } from 'vue'
import { clock } from '@/kit/time/clock'
import type { Document } from '@/kit/wire/documents'
import { Line } from '@/kit/wire/line'
import { MyTeamsProgressDocument, type MyTeamRowFragment, type MyTeamsProgressSubscription } from './me.gql'

const MOST = 20
const SETTLES_MS = 300

/** Returns the newest known state of the teams `codes` names, while they are named.
 *
 * `ask` asks for them where nothing pushes. */
export function useTeamRings(codes: () => string[], ask: () => Promise<unknown>): Map<string, MyTeamRowFragment> {
  const rings = shallowReactive(new Map<string, MyTeamRowFragment>())
  let line: Line<MyTeamsProgressSubscription, unknown> | null = null
  let timer = 0

  function take(team: MyTeamRowFragment): void {
    clock.atLeast(Date.parse(team.serverTime))
    if (team.version > (rings.get(team.code)?.version ?? 0)) rings.set(team.code, team)
  }

  function begin(wanted: string[]): void {
    line?.stop()
    line = null
    if (wanted.length === 0) return
    line = new Line<MyTeamsProgressSubscription, unknown>({
      document: MyTeamsProgressDocument as Document<MyTeamsProgressSubscription, object>,
      variables: () => ({ codes: wanted }),
      poll: ask,
      next: data => take(data.teamsProgress),
    })
  }

  // Rows come and go while the page is scrolled: the line follows when it rests.
  watch(
    () => codes().slice(0, MOST).sort().join(' '),
    wanted => {
      clearTimeout(timer)
      timer = window.setTimeout(() => begin(wanted === '' ? [] : wanted.split(' ')), line ? SETTLES_MS : 0)
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    clearTimeout(timer)
    line?.stop()
  })
  return rings
}
