/** Words in Chinese first and English complete: each page brings its own, both side by side. */

import { createI18n, type MessageContext } from 'petite-vue-i18n'
import { computed, effectScope, watch } from 'vue'

export type Language = 'zh-CN' | 'en'

const KEPT = 'kaituan:language'

/** The language asked for: by the address, by the choice kept, by the page as served. */
export function startLanguage(): Language {
  const asked = new URLSearchParams(location.search).get('lang') ?? stored() ?? document.documentElement.lang
  return asked.toLowerCase().startsWith('en') ? 'en' : 'zh-CN'
}

function stored(): string | null {
  try {
    return localStorage.getItem(KEPT)
  } catch {
    return null
  }
}

export const i18n = createI18n({ legacy: false, locale: startLanguage(), fallbackLocale: 'zh-CN', messages: {} })

/** Has this page speak a language, and no other page. */
export function speak(language: Language): void {
  i18n.global.locale.value = language
  document.documentElement.lang = language
}

/** Has every page speak it from now on, on this device. */
export function setLanguage(language: Language): void {
  speak(language)
  try {
    localStorage.setItem(KEPT, language)
  } catch {
    // It holds for this page then.
  }
  document.cookie = `kaituan_language=${language};path=/;max-age=31536000;samesite=lax`
}

type Same<Chinese> = { [Key in keyof Chinese]: string }

/** Both languages of one page; English must have every key that Chinese has. */
export function words<Chinese extends Record<string, string>>(both: { 'zh-CN': Chinese; en: Same<Chinese> }) {
  return both
}

/** Words of two places as one. */
export function together<A extends Record<string, string>, B extends Record<string, string>>(
  a: { 'zh-CN': A; en: Same<A> },
  b: { 'zh-CN': B; en: Same<B> },
): { 'zh-CN': A & B; en: Same<A & B> } {
  return { 'zh-CN': { ...a['zh-CN'], ...b['zh-CN'] }, en: { ...a.en, ...b.en } as Same<A & B> }
}

type Both = Record<string, Record<string, string>>
type Message = (said: MessageContext) => string

/** A text as the function that says it: `{name}` is put in, ` | ` parts the forms of a count.
 *
 * Made here, so that the library's compiler need not be sent to every phone. */
export function message(text: string): Message {
  const forms = text.split(' | ').map(form => form.split(/\{(\w+)\}/))
  const say = (form: string[], said: MessageContext) =>
    form.map((piece, n) => (n % 2 ? String(said.named(piece)) : piece)).join('')
  if (forms.length === 1) return said => say(forms[0] ?? [], said)
  return said => said.plural(forms.map(form => say(form, said))) as string
}

const messages = (both: Both) =>
  Object.fromEntries(
    Object.entries(both).map(([language, texts]) => [
      language,
      Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, message(text)])),
    ]),
  )

type Translate = (key: string, named: Record<string, unknown>, count?: number) => string

/** One translator for each set of words, however many components use it; kept as long as its words. */
const translators = new WeakMap<object, Translate>()

function translator(both: Both): Translate {
  const known = translators.get(both)
  if (known) return known
  const { locale } = i18n.global
  const mine = createI18n({ legacy: false, locale: locale.value, fallbackLocale: 'zh-CN', messages: messages(both) }).global
  // Whoever asks first may be gone long before the words are.
  effectScope(true).run(() => watch(locale, now => (mine.locale.value = now), { flush: 'sync' }))
  const translate: Translate = (key, named, count) =>
    count === undefined ? mine.t(key, named) : mine.t(key, { n: count, ...named }, count)
  translators.set(both, translate)
  return translate
}

/** Returns `t(key, named?)` over a page's own words, `t(key, named, n)` for a count, and the language. */
export function useWords<Chinese extends Record<string, string>>(both: { 'zh-CN': Chinese; en: Same<Chinese> }) {
  const translate = translator(both as Both)
  const t = (key: keyof Chinese & string, named: Record<string, unknown> = {}, count?: number): string =>
    translate(key, named, count)
  const language = computed(() => i18n.global.locale.value as Language)
  /** Picks the shopkeeper's own words: English where there are some and English is read. */
  const pick = (zh: string, en: string): string => (language.value === 'en' && en ? en : zh)
  return { t, language, pick }
}
