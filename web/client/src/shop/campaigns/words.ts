import { words } from '@/kit/words/words'

export const cardWords = words({
  'zh-CN': {
    formed: '已成 {n} 团',
    opens: '{at} 开始',
    soldOut: '已抢光',
    picture: '{title}的图片',
    more: '再看一些',
    loading: '正在取…',
    end: '就这些了',
    cut: '先列前 {n} 个，要找别的请用搜索',
    lost: '没取到，再试一次',
    left: '还剩 {n} 件',
  },
  en: {
    formed: 'No team formed yet | {n} team formed | {n} teams formed',
    opens: 'Opens {at}',
    soldOut: 'All gone',
    picture: 'Picture of {title}',
    more: 'Show more',
    loading: 'Fetching…',
    end: 'That is all',
    cut: 'These are the first {n}. Search to find others',
    lost: 'Nothing came. Try again',
    left: 'None left | {n} left | {n} left',
  },
})
