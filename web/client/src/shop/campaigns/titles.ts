/** What an offer is called in the language that is read. */

import type { Language } from '@/kit/words/words'

export interface Titled {
  title: string
  product: { title: string; titleEn: string }
}

/** Words of a merchant's, and the language they are in where that is not the page's. */
export interface Said {
  text: string
  lang: 'zh-CN' | undefined
}

/** The shopkeeper's own words: English where there are some and English is read. */
export function said(zh: string, en: string, language: Language): Said {
  if (language !== 'en') return { text: zh, lang: undefined }
  return en ? { text: en, lang: undefined } : { text: zh, lang: zh ? 'zh-CN' : undefined }
}

/** A campaign's name has no English of its own: its product's stands for it. */
export function titleOf(campaign: Titled, language: Language): Said {
  return said(campaign.title, campaign.product.titleEn, language)
}
