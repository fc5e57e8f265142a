/** Asks a sum out once, and says beforehand what would become of it. */

import { computed, ref, watch } from 'vue'
import { Refused } from '@/kit/wire/client'
import { useAsk } from '@/kit/wire/useAsk'
import { useDeed } from '@/kit/wire/useDeed'
import { fenOf, typedOf } from './sums'
import { CashOutDocument, MyCashOutDocument, WithdrawalOfDocument, type CashOutMutation, type MethodFactsFragment } from './withdrawals.gql'

export type Refusal = Exclude<CashOutMutation['requestWithdrawal']['__typename'], 'WithdrawalRequested'>

/** `done` is told of the withdrawal that was made. */
export function useCashOut(done: (id: string) => void) {
  const mine = useAsk(MyCashOutDocument, {})
  const deed = useDeed(CashOutDocument)
  const typed = ref('')
  const methodId = ref('')
  const tried = ref(false)
  const fault = ref<'lost' | 'refused' | Refusal | null>(null)
  const methods = computed(() => mine.data.value?.payoutMethods ?? [])
  const bounds = computed(() => mine.data.value?.withdrawalPreview ?? null)
  const fen = computed(() => fenOf(typed.value))
  const preview = useAsk(WithdrawalOfDocument, () => (fen.value === null ? null : { amountFen: fen.value }))
  const quoted = computed(() => (fen.value === null ? null : (preview.data.value?.withdrawalPreview ?? null)))
  const why = computed(() => (quoted.value?.refusal?.__typename as Refusal | undefined) ?? null)

  // Whoever has one account means that one.
  watch(methods, now => {
    if (!now.some(each => each.id === methodId.value)) methodId.value = now[0]?.id ?? ''
  })
  watch([typed, methodId], () => (fault.value = null))

  function all(): void {
    if (!bounds.value) return
    const most = [bounds.value.available.fen, bounds.value.leftToday.fen].map(BigInt).reduce((one, other) => (one < other ? one : other))
    typed.value = typedOf(String(most))
  }

  async function chosen(method: MethodFactsFragment): Promise<void> {
    await mine.again()
    methodId.value = method.id
  }

  async function submit(): Promise<void> {
    tried.value = true
    fault.value = null
    if (fen.value === null || methodId.value === '') return
    try {
      const answer = await deed.run({ amountFen: fen.value, methodId: methodId.value, merchantId: null })
      if (!answer) fault.value = 'lost'
      else if (answer.requestWithdrawal.__typename === 'WithdrawalRequested') done(answer.requestWithdrawal.withdrawal.id)
      else {
        fault.value = answer.requestWithdrawal.__typename
        void mine.again()
      }
    } catch (wrong) {
      fault.value = wrong instanceof Refused ? 'refused' : 'lost'
    }
  }

  return { mine, methods, bounds, typed, fen, methodId, tried, fault, preview, quoted, why, all, chosen, submit, doing: deed.doing, busy: deed.busy }
}
