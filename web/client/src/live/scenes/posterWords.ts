import { words } from '@/kit/words/words'

export const posterWords = words({
  'zh-CN': {
    ORDINARY: '拼团',
    LOTTERY: '抽奖团',
    SECKILL: '秒杀团',
    SUPER: '超级团',
    TRIAL: '试用团',
    CUSTOM: '定制团',
    need: '{n} 人成团',
    needAtLeast: '满 {n} 人即成团',
  },
  en: {
    ORDINARY: 'Group buy',
    LOTTERY: 'Draw',
    SECKILL: 'Flash deal',
    SUPER: 'Large table',
    TRIAL: 'Trial',
    CUSTOM: 'Custom made',
    need: '{n} people fill a table',
    needAtLeast: '{n} people are enough',
  },
})
