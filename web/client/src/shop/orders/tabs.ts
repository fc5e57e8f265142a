/** The tabs over one's orders, by what is to happen with them next. */

export const TABS = ['ALL', 'TO_PAY', 'TEAMING', 'TO_SHIP', 'TO_RECEIVE', 'DONE', 'AFTER_SALES'] as const

export type Tab = (typeof TABS)[number]

/** The tab that an address names; all where it names none of them. */
export function tabOf(named: unknown): Tab {
  return TABS.find(tab => tab === named) ?? 'ALL'
}
