import { describe, expect, it } from 'vitest'
import { effectScope } from 'vue'
import { setLanguage, useWords, words } from '@/kit/words/words'

const both = words({
  'zh-CN': { hello: '你好，{name}', left: '还差 {n} 人', plain: 'A | B 不分' },
  en: { hello: 'Hello {name}', left: 'No seat left | {n} seat left | {n} seats left', plain: 'x' },
})

describe('words', () => {
  it('says what the language of the page is, and follows it', () => {
    const { t, language, pick } = effectScope().run(() => useWords(both))!
    setLanguage('zh-CN')
    expect(t('hello', { name: '王*' })).toBe('你好，王*')
    expect(t('left', {}, 2)).toBe('还差 2 人')
    expect(pick('橙', 'Orange')).toBe('橙')
    setLanguage('en')
    expect(language.value).toBe('en')
    expect(t('hello', { name: 'L**y' })).toBe('Hello L**y')
    expect([0, 1, 5].map(n => t('left', {}, n))).toEqual(['No seat left', '1 seat left', '5 seats left'])
    expect(pick('橙', 'Orange')).toBe('Orange')
    expect(pick('橙', '')).toBe('橙')
  })

  it('outlives whoever asked for them first', () => {
    const fresh = words({ 'zh-CN': { a: '甲' }, en: { a: 'A' } })
    setLanguage('zh-CN')
    const first = effectScope()
    first.run(() => useWords(fresh))
    first.stop()
    setLanguage('en')
    expect(effectScope().run(() => useWords(fresh))!.t('a')).toBe('A')
  })

  it('puts in what it is given as it is', () => {
    setLanguage('en')
    const { t } = effectScope().run(() => useWords(both))!
    expect(t('hello', { name: '<b>{n} | @:x</b>' })).toBe('Hello <b>{n} | @:x</b>')
  })
})
