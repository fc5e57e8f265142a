/** A team as the server says it is, while somebody looks: its offer, its log, and what is the viewer's in it. */

import { computed, shallowRef, watch } from 'vue'
import { useSecondsLeft } from '@/kit/time/countdown'
import { ask } from '@/kit/wire/client'
import { useAsk } from '@/kit/wire/useAsk'
import { useWatch } from '@/kit/wire/useWatch'
import { coalesced } from '../me/coalesced'
import { useViewerEvents } from '../me/events'
import { viewer } from '../viewer'
import { lines, merged, newlyPaid, type Entry } from './log'
import { deedOf, roleOf, standingOf, type TeamNow } from './stance'
import { TeamDocument, TeamMineDocument, TeamProgressDocument, type TeamMineQuery } from './team.gql'
import { useNow } from '@/kit/time/clock'

export type MyOrder = NonNullable<NonNullable<TeamMineQuery['team']>['myOrder']>
/** Something to be read aloud, by what it is. */
export type Heard = { kind: 'paid'; entry: Entry } | { kind: 'formed' | 'failed' | 'cancelled' }

/** Returns everything a page says of the team with this code; null asks for none. */
export function useTeam(code: () => string | null) {
  const variables = () => (code() === null ? null : { code: code() as string })
  const asked = useAsk(TeamDocument, variables)
  const watched = useWatch({
    document: TeamProgressDocument,
    variables,
    pick: data => data.teamProgress,
    poll: { document: TeamDocument, variables: () => ({ code: code() ?? '' }), pick: data => data.team ?? null },
  })
  const offer = computed(() => asked.data.value?.team?.campaign ?? null)
  const ladder = computed(() => asked.data.value?.team?.ladder ?? [])
  // The later word holds; at the same version, the one that was asked by whoever is signed in now.
  const team = computed<TeamNow | null>(() => {
    const [first, later] = [asked.data.value?.team ?? null, watched.value.value]
    if (!first || !later) return first ?? later
    return later.version >= first.version ? later : first
  })
  const left = useSecondsLeft(() => (team.value?.status === 'OPEN' ? team.value.closesAt : null))
  const { entries, heard } = useLog(team)
  const { order, askMine } = useMine(code, team)
  const standing = computed(() => (team.value ? standingOf(team.value, left.value) : null))
  const role = computed(() => roleOf(team.value?.mySeat ?? null))
  const deed = computed(() => (standing.value ? deedOf(standing.value, role.value, order.value !== null) : null))
  const missing = computed(() => (asked.state.value === 'ready' && asked.data.value?.team == null) || asked.refused.value?.code === 'NOT_FOUND')
  return { asked, team, offer, ladder, left, entries, heard, order, askMine, standing, role, deed, missing, take: watched.take }
}

type TeamRef = Readonly<{ value: TeamNow | null }>

function useLog(team: TeamRef) {
  const known = shallowRef<Entry[]>([])
  const heard = shallowRef<Heard | null>(null)
  const now = useNow()
  const ends = { FORMED: 'formed', DRAWING: 'formed', FAILED: 'failed', CANCELLED: 'cancelled' } as const
  watch(
    () => team.value,
    (after, before) => {
      if (!after) return
      if (!before || before.code !== after.code) {
        known.value = merged([], after.activity.nodes)
        return
      }
      const paid = newlyPaid(known.value, after.activity.nodes).at(-1)
      known.value = merged(known.value, after.activity.nodes)
      if (before.status === 'OPEN' && after.status in ends) heard.value = { kind: ends[after.status as keyof typeof ends] }
      else if (paid) heard.value = { kind: 'paid', entry: paid }
    },
    { immediate: true },
  )
  return { entries: computed(() => lines(known.value, now.value)), heard }
}

function useMine(code: () => string | null, team: TeamRef) {
  const order = shallowRef<MyOrder | null>(null)
  const askMine = coalesced(async () => {
    const [wanted, who] = [code(), viewer.value?.id]
    if (wanted === null || who === undefined) return
    const mine = (await ask(TeamMineDocument, { code: wanted })).team?.myOrder ?? null
    if (wanted === code() && who === viewer.value?.id) order.value = mine
  })
  // One's order in another team, or another's order in this one, is none.
  watch([code, () => viewer.value?.id], () => (order.value = null), { flush: 'sync' })
  watch(
    () => [viewer.value?.id, team.value?.code, team.value?.status, team.value?.mySeat?.state].join(),
    () => {
      if (viewer.value !== null && team.value) askMine()
    },
    { immediate: true },
  )
  // Refunds go on after a team is over.
  useViewerEvents(event => {
    if (event.team?.code === code() || event.refund !== null) askMine()
  })
  return { order, askMine }
}
