import { words } from '@/kit/words/words'

export const distributionWords = words({
  'zh-CN': {
    title: '分销中心', standing: '我的资格', levels: '等级与比例', month: '本月业绩', doors: '更多', failed: '没有连上',
    OPEN_TO_ALL: '人人可分享：好友从你的链接来下单，你就有佣金。', APPROVED: '已通过审核，可以赚佣金。', SPENT_ENOUGH: '已满足消费要求，可以赚佣金。',
    NOT_APPROVED: '现在需要先申请，通过后才有佣金。', SPENT_TOO_LITTLE: '买够并留下 {need} 的商品即可，还差 {left}。', SUSPENDED: '分销资格已暂停：{why}', ACCOUNT_CLOSED: '账号已注销。',
    pendingStays: '暂停之前已经记下的佣金仍归你。', can: '可以赚佣金', cannot: '暂时没有佣金', because: '平台说明：{why}',
    BRONZE: '铜牌', SILVER: '银牌', GOLD: '金牌', mine: '当前等级', from: '近 90 天已结算销售满 {sum}', begin: '起步等级',
    rate1: '一级', rate2: '二级', rate3: '三级', campaignRates: '按活动或商品公布的比例；没有公布时如下', ownRates: '等级比例高于活动时按等级算，合计不超过 30%',
    sold: '上次评定：近 90 天已结算 {sum}', next: '再卖 {sum} 可升为{level}', top: '已是最高等级', given: '平台授予，保留到 {at}', monthly: '每月 1 日按近 90 天已结算的销售重新评定，退货不计。',
    place: '第 {n} 名', noPlace: '未上榜', orders: '{n} 单', brought: '带来', nothing: '这个月还没有带来订单', toRanking: '看排行', counted: '{at} 更新，只算没退的商品',
    apply: '申请成为分销员', applyWhy: '说说你打算怎么分享', applyHint: '至少 10 个字', submit: '提交申请', busy: '正在提交…', needWords: '请至少写 10 个字', waiting: '申请已提交，正在审核。', rejected: '上次没有通过：{why}', again: '重新申请',
    lost: '没有回音，请再试一次', refused: '现在不能申请', ApplicationNotNeeded: '现在无需申请', ApplicationWaiting: '申请正在审核', DistributorSuspended: '分销资格已暂停',
    team: '我的团员', commissions: '佣金明细', poster: '我的邀请海报', ranking: '本月排行', withdraw: '提现', wallet: '钱包',
    only: '佣金只来自实际售出的商品，拉人不返利。',
  },
  en: {
    title: 'Share and earn', standing: 'My standing', levels: 'Levels and rates', month: 'This month', doors: 'More', failed: 'No answer',
    OPEN_TO_ALL: 'Everybody may: when friends buy through your links, you earn commission.', APPROVED: 'You were approved and earn commission.', SPENT_ENOUGH: 'You bought enough and earn commission.',
    NOT_APPROVED: 'For now one applies first; commission begins once you are approved.', SPENT_TOO_LITTLE: 'Buy and keep goods for {need}: {left} to go.', SUSPENDED: 'Suspended: {why}', ACCOUNT_CLOSED: 'The account is closed.',
    pendingStays: 'Commission noted before that stays yours.', can: 'Earning', cannot: 'Not earning', because: 'The platform says: {why}',
    BRONZE: 'Bronze', SILVER: 'Silver', GOLD: 'Gold', mine: 'Your level', from: 'Settled sales of {sum} in 90 days', begin: 'Where everybody begins',
    rate1: 'Level 1', rate2: 'Level 2', rate3: 'Level 3', campaignRates: 'The rates of the campaign or product; where none are named, these', ownRates: 'Your level counts where it is higher than the campaign; 30% in all at the most',
    sold: 'Last assessed: {sum} settled in 90 days', next: 'Sell {sum} more for {level}', top: 'You are at the top', given: 'Given by the platform, kept until {at}', monthly: 'Assessed on the 1st of each month from sales settled in 90 days; returned goods do not count.',
    place: 'No. {n}', noPlace: 'No place', orders: 'no orders | {n} order | {n} orders', brought: 'Brought', nothing: 'No orders through your links this month yet', toRanking: 'See the ranking', counted: 'As of {at}; goods that were kept',
    apply: 'Apply to share and earn', applyWhy: 'How will you share?', applyHint: 'At least 10 characters', submit: 'Apply', busy: 'Sending…', needWords: 'At least 10 characters, please', waiting: 'Your application is being looked at.', rejected: 'Declined last time: {why}', again: 'Apply again',
    lost: 'No answer; please try again', refused: 'You cannot apply now', ApplicationNotNeeded: 'No application is needed now', ApplicationWaiting: 'Your application is being looked at', DistributorSuspended: 'Earning is suspended',
    team: 'People I brought', commissions: 'Commissions', poster: 'My invitation poster', ranking: 'Ranking of the month', withdraw: 'Withdraw', wallet: 'Wallet',
    only: 'Commission comes from goods that are sold, never from bringing people.',
  },
})
