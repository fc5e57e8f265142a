import { words } from '@/kit/words/words'

export const focusWords = words({
  'zh-CN': { untilClose: '剩余时间', days: '{n} 天 {clock}' },
  en: { untilClose: 'left to fill', days: '{n} days {clock} | {n} day {clock} | {n} days {clock}' },
})
