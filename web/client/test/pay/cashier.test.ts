import { effectScope } from 'vue'
import { expect, it, vi } from 'vitest'
import * as wire from '@/kit/wire/client'
import { useCashier } from '@/shop/pay/useCashier'

it('tells a server that said no from one that was not heard', async () => {
  const tell = vi.spyOn(wire, 'tell')
  const settle = vi.fn()
  const scope = effectScope()
  tell.mockRejectedValueOnce(new wire.NoAnswer())
  const { trouble, busy, open } = scope.run(() => useCashier(() => 'P', settle))!
  await vi.waitFor(() => expect(busy.value).toBe(false))
  expect(trouble.value).toBe('unknown')
  for (const [code, said] of [['INTERNAL', 'unknown'], ['FORBIDDEN', 'refused']] as const) {
    tell.mockRejectedValueOnce(new wire.Refused('', code))
    await open()
    expect(trouble.value).toBe(said)
  }
  expect(settle).toHaveBeenCalledTimes(3)
  scope.stop()
})
