/** The server's sentences in both languages, of which a page shows the one that is read. */

import type { Language } from './words'

/** The Chinese or the English of "中文。/ English", line by line; whole where it is not so written. */
export function spoken(text: string, language: Language): string {
  const lines = text.split('\n').map(line => {
    const [, zh, en] = /^(.*?[。！？」”])\s*\/\s+(.+)$/s.exec(line) ?? []
    return zh && en ? (language === 'en' ? en : zh) : line
  })
  return lines.join('\n')
}
