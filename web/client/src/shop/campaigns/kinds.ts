/** What is particular about an offer, in words and in how it is bought. */

import { words } from '@/kit/words/words'

export type Kind = 'ORDINARY' | 'LOTTERY' | 'SECKILL' | 'SUPER' | 'TRIAL' | 'CUSTOM'

/** The kinds a feed can be narrowed to, in the order of the filter. */
export const FILTERS: Kind[] = ['ORDINARY', 'LOTTERY', 'SECKILL', 'SUPER', 'TRIAL']

export const kindWords = words({
  'zh-CN': {
    ORDINARY: '普通团',
    LOTTERY: '抽奖团',
    SECKILL: '秒杀',
    SUPER: '超级团',
    TRIAL: '试用团',
    CUSTOM: '定制团',
    size: '{n} 人',
  },
  en: {
    ORDINARY: 'Team',
    LOTTERY: 'Lottery',
    SECKILL: 'Flash sale',
    SUPER: 'Super team',
    TRIAL: 'Trial',
    CUSTOM: 'Custom',
    size: 'of {n}',
  },
})

/** Whether a draw decides who has the goods. */
export function isDrawn(kind: Kind): boolean {
  return kind === 'LOTTERY' || kind === 'TRIAL'
}
