/** The rule of an offer as sentences: keys of words, and what stands in them. */

import { yuan } from '@/kit/money'
import { oddsOf } from '../buying/offer'
import type { CampaignFactsFragment } from './campaign.gql'
import type { ruleWords } from './words'

type Key = keyof (typeof ruleWords)['zh-CN']

export interface Sentence {
  key: Key
  named: Record<string, string | number>
}

const sentence = (key: Key, named: Sentence['named'] = {}): Sentence => ({ key, named })

/** What whoever buys has to know first; `spell` puts one sentence into another. */
export function ruleOf(campaign: CampaignFactsFragment, spell: (sentence: Sentence) => string): Sentence[] {
  const { drawTerms: terms, size, ladder } = campaign
  if (terms) return drawn(campaign, terms, spell)
  if (campaign.kind === 'SECKILL') return [sentence('seckill', { minutes: Math.round(campaign.holdSeconds / 60) })]
  if (ladder.length > 0) return [sentence('super', { price: yuan(ladder[0]!.price.fen) })]
  const more = [
    ...(campaign.completesAtSize && campaign.completesAtSize < size ? [sentence('smaller', { n: campaign.completesAtSize })] : []),
    ...(BigInt(campaign.leaderDiscount.fen) > 0n ? [sentence('leader', { sum: yuan(campaign.leaderDiscount.fen) })] : []),
  ]
  return [sentence('ordinary', { size, hours: campaign.hoursToFill }), ...more]
}

function drawn(
  campaign: CampaignFactsFragment,
  terms: NonNullable<CampaignFactsFragment['drawTerms']>,
  spell: (sentence: Sentence) => string,
): Sentence[] {
  const odds = oddsOf(terms, campaign.size)
  const chance = sentence(terms.mode === 'PUBLIC_BEACON' ? 'beacon' : 'secret')
  if (terms.reportDays !== null) return [sentence('trial', { ...odds, days: terms.reportDays }), chance]
  const pays = BigInt(terms.subsidy.fen) > 0n
  const subsidy = pays ? spell(sentence('subsidy', { sum: yuan(terms.subsidy.fen) })) : ''
  return [sentence(terms.scope === 'TEAM' ? 'lotteryTeam' : 'lotteryAll', { ...odds, subsidy }), chance]
}

/** What a winner has beside the goods. */
export function prizesOf(campaign: CampaignFactsFragment): Sentence[] {
  const terms = campaign.drawTerms
  if (!terms) return []
  return [
    sentence('prize', { sum: yuan(terms.marketPrice.fen) }),
    ...(terms.points > 0 ? [sentence('points', { n: terms.points })] : []),
    ...(terms.grantsFund ? [sentence('fund', { sum: yuan(campaign.teamPrice.fen) })] : []),
  ]
}
