/** The viewer's address book: read, added to, and changed. */

import { computed, ref } from 'vue'
import { NoAnswer, tell } from '@/kit/wire/client'
import { useAsk } from '@/kit/wire/useAsk'
import { AddMyAddressDocument, MyAddressesDocument, PreferAddressDocument, RemoveMyAddressDocument, type AddressFactsFragment } from './addresses.gql'
import type { AddressDraft } from './addresses'

/** What came of a change: the new address, or why there is none. */
export type Added = { address: AddressFactsFragment } | { why: 'full'; most: number } | { why: 'silent' | 'refused' }

/** Puts an address into the viewer's book. */
export async function addAddress(draft: AddressDraft): Promise<Added> {
  try {
    const { addAddress: said } = await tell(AddMyAddressDocument, { input: { ...draft, phone: draft.phone.trim() } })
    return said.__typename === 'AddressAdded' ? { address: said.address } : { why: 'full', most: said.most }
  } catch (fault) {
    return { why: fault instanceof NoAnswer ? 'silent' : 'refused' }
  }
}

/** Returns the addresses and what may be done with them; each change reads the book again. */
export function useAddresses() {
  const asked = useAsk(MyAddressesDocument, {}, { keepAs: 'addresses' })
  const addresses = computed(() => asked.data.value?.viewer?.addresses ?? [])
  const signedOut = computed(() => asked.data.value !== null && asked.data.value.viewer === null)
  const busy = ref(false)

  async function add(draft: AddressDraft): Promise<Added> {
    busy.value = true
    const added = await addAddress(draft)
    await asked.again()
    busy.value = false
    return added
  }

  /** Does one thing with one address; false where no answer came. */
  async function change(verb: 'prefer' | 'remove', addressId: string): Promise<boolean> {
    busy.value = true
    try {
      if (verb === 'prefer') await tell(PreferAddressDocument, { input: { addressId } })
      else await tell(RemoveMyAddressDocument, { input: { addressId } })
      return true
    } catch {
      return false
    } finally {
      await asked.again()
      busy.value = false
    }
  }

  return { ...asked, addresses, signedOut, busy, add, change }
}
