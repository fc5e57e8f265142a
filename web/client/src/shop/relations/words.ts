import { words } from '@/kit/words/words'

export const relationWords = words({
  'zh-CN': {
    title: '我的团员', filters: '筛选', all: '一级', second: '二级', third: '三级', soon: '7 天内到期', over: '已解除',
    joined: '{day} 加入', orders: '{n} 单', earned: '带来 {sum}', left: '还有 {n} 天', today: '今天到期', released: '{day} 已解除', life: '关系剩余 {n} 天，共 30 天', ended: '关系已解除',
    EXPIRED: '到期自动解除', REASSIGNED: '平台调整', ACCOUNT_CLOSED: '账号注销', level: '第 {n} 级', releasedTitle: '已解除', below: '{name} 的团员',
    upline: '推荐人：{name}', uplineUntil: '关系有效至 {day}；期间买过东西会自动续期。', none: '还没有团员', noneWhy: '把链接发给朋友，对方打开就和你建立 30 天的推荐关系。', noneOther: '这里还没有', invite: '邀请朋友', note: '团员每次付款购买，关系自动续期 30 天；到期自动解除。佣金只来自售出的商品。',
  },
  en: {
    title: 'People I brought', filters: 'Filter', all: 'Level 1', second: 'Level 2', third: 'Level 3', soon: 'Within 7 days', over: 'Released',
    joined: 'Joined {day}', orders: 'no orders | {n} order | {n} orders', earned: 'Brought {sum}', left: '{n} day left | {n} day left | {n} days left', today: 'Ends today', released: 'Released {day}', life: '{n} of 30 days left', ended: 'Released',
    EXPIRED: 'Its time was over', REASSIGNED: 'Changed by the platform', ACCOUNT_CLOSED: 'Account closed', level: 'Level {n}', releasedTitle: 'Released', below: 'People {name} brought',
    upline: 'Brought here by {name}', uplineUntil: 'Until {day}; buying something renews it.', none: 'Nobody yet', noneWhy: 'Send your link to friends: whoever opens it is linked to you for 30 days.', noneOther: 'Nothing here', invite: 'Invite friends', note: 'Each purchase renews the relation for 30 days; past that it is released. Commission comes from goods sold alone.',
  },
})
