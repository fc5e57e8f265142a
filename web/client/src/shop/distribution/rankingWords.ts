import { words } from '@/kit/words/words'

export const rankingWords = words({
  'zh-CN': {
    title: '分享排行', which: '哪个月', all: '前 {n} 名', mine: '我', noneYet: '我还没有带来订单', noPlace: '未上榜', place: '第 {n} 名', orders: '{n} 单', empty: '这个月还没有人上榜', emptyWhy: '好友从你的链接买了东西、没有退，就会出现在这里。', invite: '去邀请好友',
    how: '按好友实际买下、没有退的商品金额排，不含运费；名字已打码，每 10 分钟更新。', counted: '{at} 更新',
  },
  en: {
    title: 'Ranking', which: 'Which month', all: 'The first {n}', mine: 'Me', noneYet: 'No orders through my links yet', noPlace: 'No place', place: 'No. {n}', orders: 'no orders | {n} order | {n} orders', empty: 'Nobody in this month yet', emptyWhy: 'Once friends buy through your links and keep the goods, you stand here.', invite: 'Invite friends',
    how: 'By the goods that friends bought and kept, without shipping; names are masked. Counted every 10 minutes.', counted: 'As of {at}',
  },
})
