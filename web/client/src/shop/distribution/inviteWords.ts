import { words } from '@/kit/words/words'

export const inviteWords = words({
  'zh-CN': {
    title: '我的邀请海报', cannot: '现在不能分享', blocked: '你的邀请链接被停用', fallback: '海报没有画出来，这个码和链接一样能用。', qr: '我的邀请二维码', again: '再画一次', alt: '我的邀请海报，扫码进店',
    guide: '长按图片可保存或转发；好友从这里来，关系保留 30 天，买了就续。', code: '我的邀请码', link: '我的邀请链接', opened: '被打开', times: '{n} 次', copy: '复制链接', share: '分享', save: '保存海报', say: '来开团，坐满按团价',
  },
  en: {
    title: 'My invitation poster', cannot: 'You cannot share now', blocked: 'Your invitation is blocked', fallback: 'The poster could not be drawn; this code and the link work just as well.', qr: 'My invitation as a code', again: 'Draw it again', alt: 'My invitation poster, to be scanned',
    guide: 'Press and hold the picture to save or forward it. Who comes by it is led by you for 30 days, and longer when they buy.', code: 'My code', link: 'My link', opened: 'Opened', times: 'never | {n} time | {n} times', copy: 'Copy the link', share: 'Share', save: 'Save the poster', say: 'Come and fill a table with me',
  },
})
