/** What the buyer has to pay with, and where it may go. */

import { computed, ref, shallowRef } from 'vue'
import { useAsk } from '@/kit/wire/useAsk'
import type { AddressFactsFragment } from '../me/addresses.gql'
import { viewer } from '../viewer'
import { MyMeansDocument } from './buying.gql'

export type Address = AddressFactsFragment

/** Returns the viewer's accounts and addresses: the default one unless another was chosen. */
export function useMeans() {
  const means = useAsk(MyMeansDocument, () => (viewer.value ? {} : null))
  const mine = computed(() => means.data.value?.viewer ?? null)
  const addressId = ref<string | null>(null)
  const added = shallowRef<Address[]>([])
  const addresses = computed(() => [...added.value, ...(mine.value?.addresses ?? []).filter(each => !added.value.some(one => one.id === each.id))])
  const address = computed(() => addresses.value.find(each => each.id === addressId.value) ?? addresses.value.find(each => each.isDefault) ?? addresses.value[0] ?? null)
  const has = computed(() => ({ creditFen: positive(mine.value?.credit), cashFen: positive(mine.value?.cash) }))
  const spendable = computed(() => mine.value?.points.spendable ?? null)
  return { means, addressId, added, addresses, address, has, spendable }
}

function positive(account: { balance: { count: string } } | undefined): bigint {
  const count = BigInt(account?.balance.count ?? 0)
  return count > 0n ? count : 0n
}
