/** The way to the cashier: opened as soon as there is something to pay, so that the button is a link. */

import { ref, watch } from 'vue'
import { NoAnswer, Refused, tell } from '@/kit/wire/client'
import { meet } from '../viewer'
import { PaySandboxDocument, StartPaymentDocument, type StartPaymentMutation } from './pay.gql'
import { isSandbox } from './standing'

export type Refusal = Exclude<StartPaymentMutation['startPayment']['__typename'], 'PaymentStarted'>
/** `unknown`: no answer came, or none that says what became of it. `refused`: the server said no, in no words of ours. */
export type Trouble = Refusal | 'unknown' | 'refused' | null

/** Returns the cashier's address for a payment, once there is one, and how to pay at the sandbox at once.
 *
 * `settle` is called when the server says that there may be news of the order. */
export function useCashier(paymentId: () => string | null, settle: () => void) {
  const url = ref<string | null>(null)
  const trouble = ref<Trouble>(null)
  const busy = ref(false)

  async function asked(deed: (id: string) => Promise<void>): Promise<void> {
    const id = paymentId()
    if (id === null || busy.value) return
    busy.value = true
    trouble.value = null
    try {
      await deed(id)
    } catch (fault) {
      if (!(fault instanceof NoAnswer || fault instanceof Refused)) throw fault
      const final = fault instanceof Refused && fault.final
      trouble.value = final ? 'refused' : 'unknown'
      // Whose session ended is told so by the page that knows who is here.
      if (final && fault.code === 'UNAUTHENTICATED') await meet().catch(() => undefined)
      settle()
    } finally {
      busy.value = false
    }
  }

  const open = () =>
    asked(async id => {
      const { startPayment: said } = await tell(StartPaymentDocument, { input: { paymentId: id } })
      if (id !== paymentId()) return
      if (said.__typename === 'PaymentStarted') url.value = said.cashierUrl
      else refused(said.__typename)
    })

  const payHere = () =>
    asked(async id => {
      const { paySandbox: said } = await tell(PaySandboxDocument, { input: { paymentId: id } })
      if (said.__typename === 'SandboxPaid') settle()
      else refused(said.__typename)
    })

  function refused(by: Refusal): void {
    trouble.value = by
    if (by !== 'CashierUnavailable') settle()
  }

  watch(
    paymentId,
    id => {
      url.value = null
      if (id !== null) void open()
    },
    { immediate: true },
  )
  const sandbox = () => url.value !== null && isSandbox(url.value, location.origin)
  return { url, trouble, busy, open, payHere, sandbox }
}
