/** The entries of one account, page by page, the newest first, each with the balance after it. */

import { type MaybeRefOrGetter, toValue } from 'vue'
import { ask, Refused } from '@/kit/wire/client'
import { usePaged } from '../me/usePaged'
import { MyEntriesDocument, type MyEntriesQuery } from './wallet.gql'

export type Entry = NonNullable<MyEntriesQuery['viewer']>['account']['entries']['nodes'][number]
export type Kind = 'CREDIT' | 'CASH' | 'FUND' | 'POINTS' | 'SHARES' | 'RECEIVABLE'

const KINDS: Kind[] = ['CREDIT', 'CASH', 'FUND', 'POINTS', 'SHARES', 'RECEIVABLE']

/** The account an address names; cash where it names none. */
export function accountOf(named: unknown): Kind {
  return KINDS.find(kind => kind === named) ?? 'CASH'
}

export function useLedger(kind: MaybeRefOrGetter<Kind>) {
  return usePaged<Entry>({
    of: kind,
    ask: async after => {
      const { viewer } = await ask(MyEntriesDocument, { kind: toValue(kind), first: 15, after })
      if (!viewer) throw new Refused('', 'UNAUTHENTICATED')
      return viewer.account.entries
    },
    key: entry => entry.number,
    keepAs: of => `entries:${of}`,
  })
}
