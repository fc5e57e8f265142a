/** A campaign as it stands: asked once, then its stock, its teams and its state as they change. */

import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import { clock, useNow } from '@/kit/time/clock'
import { ask } from '@/kit/wire/client'
import { useAsk } from '@/kit/wire/useAsk'
import type { Document } from '@/kit/wire/documents'
import { Line } from '@/kit/wire/line'
import { phaseOf } from '../campaigns/phase'
import { paced } from '../feed/filling'
import {
  CampaignDocument,
  CampaignPulseDocument,
  CampaignStandingDocument,
  type CampaignPulseSubscription,
  type CampaignQuery,
  type CampaignStandingNowFragment,
} from './campaign.gql'

export type CampaignShown = NonNullable<CampaignQuery['campaign']>

const LOOK_AGAIN_MS = 2000

/** Returns what there is to show of one campaign, kept new while the page is open. */
export function useCampaign(slug: () => string) {
  const asked = useAsk(CampaignDocument, () => ({ slug: slug() }))
  const standing = shallowRef<CampaignStandingNowFragment | null>(null)
  const pulse = shallowRef<CampaignPulseSubscription['campaignPulse'] | null>(null)
  const now = useNow()
  let line: Line<CampaignPulseSubscription, CampaignStandingNowFragment | null> | null = null

  async function refresh(): Promise<CampaignStandingNowFragment['openTeams']['nodes']> {
    const found = await look()
    standing.value = found ?? standing.value
    return found?.openTeams.nodes ?? []
  }

  const look = async (): Promise<CampaignStandingNowFragment | null> => (await ask(CampaignStandingDocument, { slug: slug() })).campaign
  const pace = paced(() => void refresh().catch(() => undefined), LOOK_AGAIN_MS)

  function hear(told: CampaignPulseSubscription['campaignPulse']): void {
    clock.atLeast(Date.parse(told.serverTime))
    const before = pulse.value
    if (before && told.version <= before.version) return
    pulse.value = told
    // The first pulse says what the page knows already.
    if (before) pace.ask()
  }

  function stop(): void {
    line?.stop()
    line = null
  }

  watch(
    () => asked.data.value?.campaign?.slug,
    known => {
      stop()
      standing.value = pulse.value = null
      if (!known) return
      line = new Line({
        document: CampaignPulseDocument as Document<CampaignPulseSubscription, object>,
        variables: () => ({ slug: known }),
        poll: look,
        next: data => hear(data.campaignPulse),
        polled: found => (standing.value = found ?? standing.value),
      })
    },
    { immediate: true },
  )
  const back = () => {
    if (!document.hidden) pace.ask()
  }
  document.addEventListener('visibilitychange', back)
  onScopeDispose(() => {
    stop()
    pace.stop()
    document.removeEventListener('visibilitychange', back)
  })

  const campaign = computed<CampaignShown | null>(() => {
    const known = asked.data.value?.campaign
    if (!known) return null
    const latest = { ...known, ...standing.value }
    return pulse.value ? { ...latest, stockLeft: pulse.value.stockLeft, formedCount: pulse.value.formedTeams } : latest
  })
  const phase = computed(() => (campaign.value ? phaseOf(campaign.value, now.value) : null))
  return { ...asked, campaign, phase, pulse, refresh }
}
