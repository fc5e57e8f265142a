/** Teams one can join now: their seats live, and a word from those that go. */

import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import { leavingOf } from '../feed/filling'
import { newer, useTeamsLive, type TeamNow } from '../teaming/useTeamsLive'
import type { CampaignTeamFragment } from './campaign.gql'
import { laid, LEAVES_AFTER_MS } from './standing'

/** Returns the rows to show; `listed` gives those the server lists, `look` has it list them anew. */
export function useTeaming(listed: () => CampaignTeamFragment[], look: () => Promise<TeamNow[]>) {
  const known = new Map<string, CampaignTeamFragment>()
  const leaving = new Map<string, ReturnType<typeof setTimeout>>()
  const gone = new Set<string>()
  const order = shallowRef<string[]>([])

  const live = useTeamsLive(() => order.value, look)
  const now = (team: CampaignTeamFragment) => ({ ...team, ...newer(team, live.value.get(team.code) ?? team) })
  const isOver = (team: TeamNow | undefined) => team !== undefined && team.status !== 'OPEN'

  function lay(): void {
    const open = listed().filter(team => !gone.has(team.code))
    const codes = open.map(team => team.code)
    open.forEach(team => known.set(team.code, team))
    // Listed no more, and nobody has said why: the word may be on its way.
    order.value.filter(code => !codes.includes(code)).forEach(stay)
    order.value = laid(order.value, codes, [...leaving.keys()])
  }

  /** Keeps a row for as long as it takes to read why it goes. */
  function stay(code: string): void {
    if (leaving.has(code) || gone.has(code)) return
    leaving.set(code, setTimeout(() => dismiss(code), LEAVES_AFTER_MS))
  }

  function dismiss(code: string): void {
    leaving.delete(code)
    if (isOver(live.value.get(code))) gone.add(code)
    order.value = order.value.filter(each => each !== code)
    lay()
  }

  function say(team: TeamNow): void {
    if (!isOver(team) || gone.has(team.code) || leaving.has(team.code)) return
    stay(team.code)
    void look().catch(() => undefined)
  }

  watch(listed, lay, { immediate: true })
  watch(live, teams => teams.forEach(say))
  onScopeDispose(() => leaving.forEach(clearTimeout))

  return computed(() =>
    order.value.flatMap(code => {
      const team = known.get(code)
      if (!team) return []
      const shown = now(team)
      return [{ team: shown, reason: leavingOf(shown) }]
    }),
  )
}
