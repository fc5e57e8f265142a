/** What is passed on beside a link: the merchant's words where it set any, else the page's own. */

import type { Sent } from './share'

/** What a merchant has shared pages of its goods say; empty where it leaves that to the page. */
export interface MerchantWords {
  title: string
  text: string
}

/** What the page says by itself: what it is called, and a line about it. */
export interface OwnWords {
  title: string
  line: (title: string) => string
}

/** Dresses a link. Words go with what is copied only where they are the merchant's. */
export function sayingOf(url: string, own: OwnWords, merchant: MerchantWords | null): Sent {
  const title = merchant?.title || own.title
  const text = merchant?.text ? [merchant.title, merchant.text].filter(Boolean).join('\n') : own.line(title)
  return { url, title, text, copied: copiedOf(url, merchant) }
}

/** What is pasted for a link: the merchant's words before it, or it alone. */
export function copiedOf(url: string, merchant: MerchantWords | null | undefined): string {
  return [merchant?.title, merchant?.text, url].filter(Boolean).join('\n')
}
