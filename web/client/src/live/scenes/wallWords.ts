import { words } from '@/kit/words/words'

export const wallWords = words({
  'zh-CN': {
    sub: '入座即见 · 坐满成团',
    drawAt: '{at} 开奖 · 规则与名单哈希见手机端',
    none: '第一个团，等你开桌',
    justFormed: '刚刚成团',
    lastFormed: '最近成团',
  },
  en: {
    sub: 'Take a seat and watch the table fill',
    drawAt: 'Draw at {at} · rules and roster hash on your phone',
    none: 'Open the first table',
    justFormed: 'Just filled',
    lastFormed: 'Last filled',
  },
})
