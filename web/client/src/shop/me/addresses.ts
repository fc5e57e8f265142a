/** What an address must be, as the server has it, before it is sent. */

export interface AddressDraft {
  recipient: string
  phone: string
  region: string
  detail: string
  isDefault: boolean
}

export type AddressField = 'recipient' | 'phone' | 'region' | 'detail'

const MOST: Record<AddressField, number> = { recipient: 40, phone: 20, region: 80, detail: 200 }

export function noDraft(): AddressDraft {
  return { recipient: '', phone: '', region: '', detail: '', isDefault: false }
}

/** The most signs a field takes. */
export function mostOf(field: AddressField): number {
  return MOST[field]
}

/** The fields that cannot be meant as they are. */
export function wrongIn(draft: AddressDraft): AddressField[] {
  const fits = (field: AddressField) => {
    const text = draft[field].trim()
    if (field === 'phone') return /^[0-9 +-]{5,20}$/.test(text)
    return text.length >= 1 && text.length <= MOST[field]
  }
  return (Object.keys(MOST) as AddressField[]).filter(field => !fits(field))
}
