import { words } from '@/kit/words/words'
export const payWords = words({
  'zh-CN': {
    title: '付款', loading: '正在打开', summary: '订单', number: '订单号', quantity: '数量', unit: '单价', discount: '优惠', CREDIT: '购物金抵扣', CASH: '余额抵扣', toPay: '待付',
    held: '座位保留', solo: '请在此前付款', timer: '付款剩余时间', cashier: '去收银台付款 {sum}', opening: '正在打开收银台', here: '演示：立即付款', hereText: '演示环境，不会动用真钱。',
    confirming: '确认中', confirmingText: '付款时间到了，正在核对款项有没有到。已经付的款不会丢。', late: '还在核对，有结果会通知你', lateText: '可以先离开这一页，到账后在消息里告诉你。',
    unpaid: '座位没有保留', unpaidText: '付款时间已过，没有扣款。', unpaidSolo: '订单已关闭', back: '回到这个团', campaign: '看这件商品',
    closed: '订单已结束', closedText: '付了的款原路退回。', order: '查看订单', missing: '没有这个订单', missingText: '请从“我的订单”里进入。', orders: '我的订单', lost: '没有连上', lostText: '网络恢复后会自动再试。', again: '再试一次',
    CashierUnavailable: '收银台没有回应，座位还为你留着。', HoldExpired: '付款时间已过。', PaymentClosed: '这笔付款已关闭，不会扣款。', AlreadyPaid: '已经付过了。', PaymentNotFound: '没有这笔付款。', refused: '收银台没有受理，没有扣款。', unknown: '没有听到回应，正在核对。',
  },
  en: {
    title: 'Pay', loading: 'Opening', summary: 'Order', number: 'Order number', quantity: 'Quantity', unit: 'Each', discount: 'Discount', CREDIT: 'Shopping credit', CASH: 'Cash balance', toPay: 'To pay',
    held: 'Seat kept for', solo: 'Time left to pay', timer: 'Time left to pay', cashier: 'To the cashier {sum}', opening: 'Opening the cashier', here: 'Demo: pay at once', hereText: 'A demo: no real money moves.',
    confirming: 'Confirming', confirmingText: 'The time to pay is over; we are checking whether the money came. What you paid is not lost.', late: 'Still being checked: we will notify you', lateText: 'You may leave this page; the result comes with your messages.',
    unpaid: 'The seat was not kept', unpaidText: 'The time to pay is over. Nothing was taken.', unpaidSolo: 'The order is closed', back: 'Back to the team', campaign: 'See the product',
    closed: 'The order is over', closedText: 'What was paid goes back the way it came.', order: 'See the order', missing: 'No such order', missingText: 'Please come here from your orders.', orders: 'My orders', lost: 'No connection', lostText: 'It tries again when the network is back.', again: 'Try again',
    CashierUnavailable: 'The cashier does not answer; your seat is still kept.', HoldExpired: 'The time to pay is over.', PaymentClosed: 'This payment is closed; nothing will be taken.', AlreadyPaid: 'It was paid already.', PaymentNotFound: 'There is no such payment.', refused: 'The cashier did not take it; nothing was taken.', unknown: 'No answer came; we are checking.',
  },
})
export const paidWords = words({
  'zh-CN': {
    title: '付款结果', loading: '正在核对', waiting: '还没有收到付款', waitingText: '如果已经付了，稍等就会自动更新。', late: '还在核对，有结果会通知你', lateText: '可以先离开这一页，到账后在消息里告诉你。', toPay: '去付款',
    seated: '入座成功', seatedText: '还差 {n} 人成团，邀请好友快一点', seatedFull: '座位都有人了，等他们付款', formed: '成团了', formedText: '人齐了，接下来等发货。', drawText: '人齐了，接下来开奖。',
    solo: '付款成功', soloText: '商家会尽快发货。', points: '兑换成功', over: '这个团没有成', overText: '付款会原路退回，到账会通知你。',
    invite: '邀请好友 · 还差 {n} 人', poster: '海报', team: '看我的团', order: '查看订单', draw: '看开奖', home: '再逛逛', shareText: '还差 {n} 人，一起拼：{title}',
  },
  en: {
    title: 'Payment', loading: 'Checking', waiting: 'No payment yet', waitingText: 'If you have paid, this changes by itself in a moment.', late: 'Still being checked: we will notify you', lateText: 'You may leave this page; the result comes with your messages.', toPay: 'Pay now',
    seated: "You're seated", seatedText: 'No seat left | {n} seat left: a friend would fill it | {n} seats left: invite friends to fill them', seatedFull: 'All seats are taken: waiting for payments', formed: "The table's full", formedText: 'Everybody is here: it ships next.', drawText: 'Everybody is here: the draw is next.',
    solo: 'Paid', soloText: 'The shop ships it soon.', points: 'Redeemed', over: "This team didn't fill", overText: 'The money goes back the way it came; we tell you when it is there.',
    invite: 'Invite friends | Invite friends · {n} left | Invite friends · {n} left', poster: 'Poster', team: 'See my team', order: 'See the order', draw: 'See the draw', home: 'Look around', shareText: 'Join in: {title} | {n} seat left, join in: {title} | {n} seats left, join in: {title}',
  },
})
