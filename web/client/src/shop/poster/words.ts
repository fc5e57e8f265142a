import { words } from '@/kit/words/words'

export const posterWords = words({
  'zh-CN': {
    title: '邀请海报', alt: '{name}的团的海报：还差 {n} 人，扫码入座', altOver: '{name}的团的海报', guide: '长按图片可保存或转发到微信；好友扫码就能看到这个团。', save: '保存海报', copy: '复制链接',
    fallback: '海报没有画出来，这个码和链接一样能用。', qr: '这个团的二维码', missing: '没有这个团', missingText: '链接可能不完整，或者这个团从没开过。', home: '看看别的团', drawing: '正在画海报', again: '再画一次', over: '这个团已经不收人了。',
  },
  en: {
    title: 'Invitation poster', alt: "Poster of {name}'s team: scan to take the seat | Poster of {name}'s team: {n} seat left, scan to take it | Poster of {name}'s team: {n} seats left, scan to take one", altOver: "Poster of {name}'s team", guide: 'Press and hold the picture to save or forward it; whoever scans it sees this team.', save: 'Save the poster', copy: 'Copy the link',
    fallback: 'The poster could not be drawn; this code and the link work just as well.', qr: "This team's QR code", missing: 'No such team', missingText: 'The link may be incomplete, or this team never was.', home: 'See other teams', drawing: 'Drawing the poster', again: 'Draw it again', over: 'This team takes nobody any more.',
  },
})
