import { words } from '@/kit/words/words'

export const earnedWords = words({
  'zh-CN': {
    earned: '我的佣金', all: '明细', settled: '已到账', pending: '待结算', frozen: '其中因售后冻结', reversed: '因退货撤销 {sum}', when: '好友收货 8 天后结算到余额，可提现。',
    led: '我带来的人', active: '关系有效', expiring: '7 天内到期', code: '我的邀请码', invite: '邀请好友',
  },
  en: {
    earned: 'My commission', all: 'All of it', settled: 'Paid', pending: 'To come', frozen: 'Held by disputes', reversed: '{sum} void: goods went back', when: 'Paid into your balance 8 days after friends receive the goods.',
    led: 'People I brought', active: 'With me now', expiring: 'Leaving within 7 days', code: 'My code', invite: 'Invite friends',
  },
})
