/** The strip of teams about to form: seats at once, places at most every three seconds. */

import { computed, onScopeDispose, shallowRef, watch, type ComputedRef } from 'vue'
import { ask } from '@/kit/wire/client'
import { newer, useTeamsLive } from '../teaming/useTeamsLive'
import { FillingDocument, type FillingTeamFragment } from './feed.gql'
import { leavingOf, paced, ranked, REORDER_MS } from './filling'

const LOOK_AGAIN_MS = 30_000

/** Returns the teams to show, in the order to show them; `start` gives those the page came with. */
export function useFilling(start: () => FillingTeamFragment[]): ComputedRef<FillingTeamFragment[]> {
  const known = shallowRef(new Map<string, FillingTeamFragment>())
  const order = shallowRef<string[]>([])

  async function look(): Promise<FillingTeamFragment[]> {
    const { filling } = await ask(FillingDocument, {})
    learn(filling.nodes)
    return filling.nodes
  }

  const live = useTeamsLive(() => order.value, look)
  const now = (team: FillingTeamFragment): FillingTeamFragment => ({ ...team, ...newer(team, live.value.get(team.code) ?? team) })

  const pace = paced(() => {
    const teams = [...known.value.values()].map(now)
    order.value = ranked(teams).map(team => team.code)
    known.value = new Map(teams.filter(team => leavingOf(team) === null).map(team => [team.code, team]))
  }, REORDER_MS)

  function learn(teams: FillingTeamFragment[]): void {
    known.value = new Map([...known.value, ...teams.map(team => [team.code, newer(known.value.get(team.code), team)] as const)])
    pace.ask()
  }

  const seen = () => {
    if (!document.hidden) void look().catch(() => undefined)
  }
  const timer = setInterval(seen, LOOK_AGAIN_MS)
  watch(start, learn, { immediate: true })
  watch(live, teams => {
    const gone = [...teams.values()].some(team => leavingOf(team) !== null)
    pace.ask()
    // A place came free: who is next?
    if (gone) seen()
  })
  onScopeDispose(() => {
    clearInterval(timer)
    pace.stop()
  })
  return computed(() => order.value.flatMap(code => known.value.get(code) ?? []).map(now))
}
