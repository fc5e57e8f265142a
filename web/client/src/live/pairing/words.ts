import { words } from '@/kit/words/words'

export const pairingWords = words({
  'zh-CN': {
    title: '配对这块屏幕',
    how: '在控制台的“屏幕”里输入配对码',
    shell: '或在服务器上运行',
    scan: '扫码去批准',
    minutes: '{at} 后换新码',
    starting: '正在取码',
    offline: '连不上服务器，{n} 秒后再试',
    busy: '等待配对的屏幕太多，{n} 秒后再试',
    code: '配对码',
  },
  en: {
    title: 'Pair this screen',
    how: 'Enter this code in the console, under “Screens”',
    shell: 'or run this on the server',
    scan: 'Scan to approve',
    minutes: 'new code in {at}',
    starting: 'Getting a code',
    offline: 'No answer from the server; trying again in {n} s',
    busy: 'Too many screens are waiting; trying again in {n} s',
    code: 'Pairing code',
  },
})
