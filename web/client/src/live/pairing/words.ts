import { words } from '@/kit/words/words'

export const pairingWords = words({
  'zh-CN': {
    title: '配对这块屏幕',
    how: '在服务器上运行下面的命令',
    minutes: '{at} 后换新码',
    starting: '正在获取配对码',
    offline: '连不上服务器，{n} 秒后再试',
    busy: '等待配对的屏幕太多，{n} 秒后再试',
    code: '配对码',
  },
  en: {
    title: 'Pair this screen',
    how: 'Run the command below on the server',
    minutes: 'new code in {at}',
    starting: 'Getting a code',
    offline: 'No answer from the server; trying again in {n} s',
    busy: 'Too many screens are waiting; trying again in {n} s',
    code: 'Pairing code',
  },
})
