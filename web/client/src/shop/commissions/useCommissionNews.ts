/** What happens to the viewer's commissions, for as long as a page shows them. */

import { onScopeDispose } from 'vue'
import { clock } from '@/kit/time/clock'
import { ask } from '@/kit/wire/client'
import { Line } from '@/kit/wire/line'
import { CommissionNewsDocument, MyCommissionSumsDocument, type CommissionNewsSubscription, type MyCommissionSumsQuery } from './commissions.gql'

/** Calls back where the log begins and at each entry after it; while it is polled, at each answer. */
export function useCommissionNews(heard: () => void): void {
  let after: string | null = null
  const line = new Line<CommissionNewsSubscription, MyCommissionSumsQuery>({
    document: CommissionNewsDocument,
    variables: () => ({ after }),
    poll: () => ask(MyCommissionSumsDocument, {}),
    polled: heard,
    next: ({ commissionEvents: event }) => {
      clock.atLeast(Date.parse(event.serverTime))
      after = event.position
      heard()
    },
    // What came after the position is gone: the log begins anew.
    refused: fault => {
      if (fault.code !== 'SNAPSHOT_REQUIRED') return
      after = null
      line.again()
    },
  })
  onScopeDispose(() => line.stop())
}
