/** What the draw's scene shows at this second, from its facts, its moment and who was shown. */

import { computed, shallowRef, watch } from 'vue'
import { layoutOf, type Scene } from '@/kit/draws/staging'
import type { DrawMoment, Winner } from '@/kit/draws/useDraw'
import { useHighlight } from '@/kit/draws/useHighlight'
import { formOf, type RingSeat } from '@/kit/ring/geometry'
import { useNow } from '@/kit/time/clock'
import { useStanding } from '../standing'
import { useHigh } from '../useHigh'
import type { DrawPart } from '../wire/useFrame'
import { boardOf, fillsTheScreen, placeOf } from './draw'

export interface DrawShown {
  part: DrawPart
  moment: DrawMoment | null
  scene: Scene | null
  winners: readonly Winner[]
}

const NUMBERS_MOST = 20

export function useDrawScene(props: DrawShown) {
  const facts = computed(() => ({ ...props.part.draw, ...props.moment?.draw }))
  const scene = computed<Scene>(() => props.scene ?? { name: 'SCHEDULED' })
  const isTeam = computed(() => facts.value.scope === 'TEAM')
  const size = computed(() => (isTeam.value ? (props.part.draw.team?.size ?? 0) : (facts.value.entries ?? facts.value.paid)))
  const prizes = computed(() => props.moment?.prizes ?? props.part.draw.prizes ?? props.part.draw.winnersPromised)
  const isOver = computed(() => scene.value.name === 'PUBLISHED')
  const latest = computed(() => props.winners.at(-1))

  const seats = computed<RingSeat[]>(() => {
    const won = new Set(props.winners.map(winner => (isTeam.value ? winner.seatNumber : winner.number)))
    const sits = isTeam.value && scene.value.name === 'SCHEDULED' ? facts.value.paid : size.value
    return Array.from({ length: Math.max(size.value, 1) }, (_, index) => {
      if (scene.value.name === 'VOID' || scene.value.name === 'NOT_HELD') return { look: 'empty' }
      const look = won.has(index + 1) ? 'won' : index >= sits ? 'empty' : isOver.value ? 'lost' : 'filled'
      return { look, sign: size.value <= NUMBERS_MOST ? String(index + 1) : '' }
    })
  })

  const told = shallowRef(props.moment)
  const { health } = useStanding()
  // What cannot be heard of does not go round.
  watch(
    [() => props.moment, health],
    ([moment, how]) => (told.value = how === 'live' || how === 'quiet' ? moment : null),
    { immediate: true, flush: 'sync' },
  )
  const place = useHighlight(told, () => placeOf(latest.value, isTeam.value, size.value))
  const lit = computed(() => (formOf(size.value) === 'arc' || isOver.value ? null : place.value))

  const now = useNow()
  const isHigh = useHigh()
  const board = computed(() => boardOf(prizes.value, props.winners.length, isOver.value, isHigh.value, now.value))
  const isFull = computed(() => fillsTheScreen(scene.value, layoutOf(prizes.value)))
  const cannotHear = computed(() => health.value === 'stale' || health.value === 'degraded')
  const isFrozen = computed(
    () => scene.value.name === 'FROZEN' || (cannotHear.value && ['LOCKED', 'COUNTDOWN', 'REVEALING'].includes(scene.value.name)),
  )
  return { facts, scene, isTeam, size, prizes, latest, seats, lit, board, isFull, isFrozen, isOver }
}
