/** What was asked of an order, as new as the server's, and what its buyer does about it. */

import { computed, ref, toValue, type MaybeRefOrGetter } from 'vue'
import { NoAnswer, tell } from '@/kit/wire/client'
import { useAsk } from '@/kit/wire/useAsk'
import { coalesced } from '../me/coalesced'
import { useViewerEvents } from '../me/events'
import {
  AddEvidenceDocument,
  ConfirmReplacementDocument,
  FileComplaintDocument,
  OrderAfterSalesDocument,
  SendReturnDocument,
  WithdrawAfterSaleDocument,
  type OrderAfterSalesQuery,
} from './aftersales.gql'
import { afterSaleWords, type AfterSaleWord } from './words'

export type AskedOrder = NonNullable<OrderAfterSalesQuery['order']>
export type Sale = AskedOrder['afterSales'][number]

/** The word for a refusal, where there is one. */
export function refusalWord(name: string): AfterSaleWord {
  return name in afterSaleWords['zh-CN'] ? (name as AfterSaleWord) : 'refused'
}

/** Whole fen of "12.50", null where it is no sum. */
export function fenOf(yuan: string): string | null {
  const found = /^(\d{1,9})(?:[.．](\d{1,2}))?$/.exec(yuan.trim())
  return found ? String(Number(found[1]) * 100 + Number((found[2] ?? '').padEnd(2, '0'))) : null
}

/** Returns the order's after-sales, and each deed; a deed answers a word for what went wrong, or null. */
export function useAfterSales(number: MaybeRefOrGetter<string>) {
  const asked = useAsk(OrderAfterSalesDocument, () => ({ number: toValue(number) }), { keepAs: () => `after-sale:${toValue(number)}` })
  const order = computed<AskedOrder | null>(() => asked.data.value?.order ?? null)
  const busy = ref(false)
  const again = coalesced(asked.again)
  useViewerEvents(event => {
    if (event.kind === 'SNAPSHOT' || event.order?.number === toValue(number)) again()
  })

  async function deed(done: string, run: () => Promise<string>): Promise<AfterSaleWord | null> {
    busy.value = true
    try {
      const said = await run()
      await asked.again()
      return said === done ? null : refusalWord(said)
    } catch (fault) {
      again()
      return fault instanceof NoAnswer ? 'lost' : 'refused'
    } finally {
      busy.value = false
    }
  }

  const withdraw = (afterSaleId: string) =>
    deed('AfterSaleWithdrawn', async () => (await tell(WithdrawAfterSaleDocument, { input: { afterSaleId } })).withdrawAfterSale.__typename)
  const confirm = (afterSaleId: string) =>
    deed('ReplacementConfirmed', async () => (await tell(ConfirmReplacementDocument, { input: { afterSaleId } })).confirmReplacement.__typename)
  const sendBack = (afterSaleId: string, carrier: string, trackingNumber: string) =>
    deed('ReturnSent', async () => (await tell(SendReturnDocument, { input: { afterSaleId, carrier, trackingNumber } })).sendReturn.__typename)
  const complain = (afterSaleId: string, text: string, pictureIds: string[]) =>
    deed('ComplaintFiled', async () => (await tell(FileComplaintDocument, { input: { afterSaleId, text, pictureIds } })).fileComplaint.__typename)
  const witness = (afterSaleId: string, text: string, pictureIds: string[]) =>
    deed('EvidenceAdded', async () => (await tell(AddEvidenceDocument, { input: { afterSaleId, text, pictureIds } })).addEvidence.__typename)

  return { ...asked, order, busy, withdraw, confirm, sendBack, complain, witness }
}

export type AfterSales = ReturnType<typeof useAfterSales>
