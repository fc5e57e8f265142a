import { effectScope } from 'vue'
import { describe, expect, it, vi } from 'vitest'
import { fitted } from '@/shop/reports/smaller'
import { MOST, useUploads } from '@/shop/reports/useUploads'

const photo = (name: string) => new File(['x'], name, { type: 'image/jpeg' })
const settled = () => new Promise(resolve => setTimeout(resolve))

describe('pictures on their way', () => {
  it('go each by itself, and one that failed goes again', async () => {
    const send = vi.fn(async () => ({ id: `id${send.mock.calls.length}` }) as { id: string } | { fault: 'NETWORK' })
    send.mockResolvedValueOnce({ fault: 'NETWORK' })
    const scope = effectScope()
    const { uploads, ids, going, add, retry } = scope.run(() => useUploads(async file => file, send))!
    add([photo('a'), photo('b')])
    await settled()
    expect(uploads.value.map(upload => upload.state)).toEqual(['failed', 'sent'])
    expect([ids.value.length, going.value]).toEqual([1, true])
    await retry(uploads.value[0]!.key)
    expect([uploads.value[0]!.state, ids.value.length, going.value]).toEqual(['sent', 2, false])
    scope.stop()
  })

  it('that are none are refused before they are sent', async () => {
    const send = vi.fn()
    const scope = effectScope()
    const { uploads, add } = scope.run(() => useUploads(() => Promise.reject(new Error('no picture')), send))!
    add([photo('a')])
    await settled()
    expect(uploads.value[0]!.fault).toBe('NOT_A_PICTURE')
    expect(send).not.toHaveBeenCalled()
    scope.stop()
  })

  it('are nine at most, and make room when one is taken out', async () => {
    const scope = effectScope()
    const { uploads, add, remove } = scope.run(() => useUploads(async file => file, async () => ({ id: 'x' })))!
    add(Array.from({ length: 12 }, (_, n) => photo(String(n))))
    await settled()
    expect(uploads.value).toHaveLength(MOST)
    remove(uploads.value[0]!.key)
    add([photo('new'), photo('newer')])
    expect(uploads.value).toHaveLength(MOST)
    scope.stop()
  })
})

it('a photo is drawn so that its longer side fits, and never larger', () => {
  expect(fitted(4032, 3024)).toEqual({ width: 1600, height: 1200 })
  expect(fitted(300, 900)).toEqual({ width: 300, height: 900 })
  expect(fitted(9000, 2)).toEqual({ width: 1600, height: 1 })
})
