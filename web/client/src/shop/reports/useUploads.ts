/** Pictures on their way to the server, each by itself: one that fails keeps no other from going. */

import { computed, onScopeDispose, ref } from 'vue'
import { smaller } from './smaller'

export type Fault = 'NOT_A_PICTURE' | 'PICTURE_TOO_LARGE' | 'NOBODY_ASKED' | 'TOO_MANY_PICTURES' | 'UNAUTHENTICATED' | 'NETWORK'

export interface Upload {
  key: number
  name: string
  /** Where it can be looked at meanwhile. */
  preview: string
  state: 'preparing' | 'sending' | 'sent' | 'failed'
  fault: Fault | null
  id: string | null
}

export const MOST = 9
const WITHIN_MS = 40_000
const FAULTS: Fault[] = ['NOT_A_PICTURE', 'PICTURE_TOO_LARGE', 'NOBODY_ASKED', 'TOO_MANY_PICTURES', 'UNAUTHENTICATED']

type Sent = { id: string } | { fault: Fault }

/** Sends one picture for what it is named; its id, or why not. */
export async function sendPicture(picture: Blob, use?: 'after_sale' | 'application' | 'message'): Promise<Sent> {
  try {
    const answer = await fetch(use ? `/pictures?for=${use}` : '/pictures', {
      method: 'POST',
      body: picture,
      headers: { 'content-type': picture.type },
      signal: AbortSignal.timeout(WITHIN_MS),
    })
    const said = (await answer.json()) as { id?: string; code?: string }
    if (answer.ok && said.id) return { id: said.id }
    return { fault: FAULTS.find(fault => fault === said.code) ?? 'NETWORK' }
  } catch {
    return { fault: 'NETWORK' }
  }
}

/** Returns the pictures, how to add, retry and remove them; at most nine. */
export function useUploads(prepare: (file: Blob) => Promise<Blob> = smaller, send: (picture: Blob) => Promise<Sent> = picture => sendPicture(picture)) {
  const uploads = ref<Upload[]>([])
  const files = new Map<number, Blob>()
  let last = 0

  function change(key: number, over: Partial<Upload>): void {
    uploads.value = uploads.value.map(upload => (upload.key === key ? { ...upload, ...over } : upload))
  }

  async function go(key: number): Promise<void> {
    const file = files.get(key)
    if (!file) return
    change(key, { state: 'preparing', fault: null })
    const picture = await prepare(file).catch(() => null)
    if (!picture) return change(key, { state: 'failed', fault: 'NOT_A_PICTURE' })
    change(key, { state: 'sending' })
    const sent = await send(picture)
    change(key, 'id' in sent ? { state: 'sent', id: sent.id } : { state: 'failed', fault: sent.fault })
  }

  /** Takes as many as there is room for. */
  function add(chosen: Iterable<File>): void {
    for (const file of [...chosen].slice(0, MOST - uploads.value.length)) {
      const key = ++last
      files.set(key, file)
      uploads.value = [...uploads.value, { key, name: file.name, preview: URL.createObjectURL(file), state: 'preparing', fault: null, id: null }]
      void go(key)
    }
  }

  function remove(key: number): void {
    const gone = uploads.value.find(upload => upload.key === key)
    if (gone) URL.revokeObjectURL(gone.preview)
    files.delete(key)
    uploads.value = uploads.value.filter(upload => upload.key !== key)
  }

  onScopeDispose(() => uploads.value.forEach(upload => URL.revokeObjectURL(upload.preview)))
  const ids = computed(() => uploads.value.flatMap(upload => upload.id ?? []))
  const going = computed(() => uploads.value.some(upload => upload.state !== 'sent'))
  return { uploads, ids, going, add, remove, retry: go }
}
