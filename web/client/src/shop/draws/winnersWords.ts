import { words } from '@/kit/words/words'

export const winnersWords = words({
  'zh-CN': {
    winners: '中奖名单',
    none: '揭晓后在这里一个个出现',
    seat: '{n} 号席',
    number: '{n} 号',
    mine: '我',
    unnamed: '（已注销）',
    all450: '查看全部 {n} 位',
    fewer: '收起',
    due: '{at} 揭晓',
    waiting: '等待',
  },
  en: {
    winners: 'Winners',
    none: 'They appear here one by one',
    seat: 'seat {n}',
    number: 'no. {n}',
    mine: 'Me',
    unnamed: '(left)',
    all450: 'Show all {n}',
    fewer: 'Show fewer',
    due: 'due {at}',
    waiting: 'waiting',
  },
})
