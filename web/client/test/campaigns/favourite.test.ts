import { effectScope } from 'vue'
import { expect, it, vi } from 'vitest'
import * as wire from '@/kit/wire/client'
import { useFavourite } from '@/shop/campaign/useFavourite'
import { viewer } from '@/shop/viewer'

it('a tap before it is known how it was is taken, and not undone by the late answer', async () => {
  viewer.value = { id: 'V', handle: 'v', displayName: 'v', role: 'CUSTOMER' }
  const answers: (() => void)[] = []
  const before = { campaign: { product: { id: 'P', isFavourite: false } } }
  vi.spyOn(wire, 'ask').mockImplementation(() => new Promise(resolve => answers.push(() => resolve(before as never))))
  let taken: () => void = () => undefined
  const set = { setFavourite: { __typename: 'FavouriteSet', product: { id: 'P', isFavourite: true } } }
  const tell = vi.spyOn(wire, 'tell').mockImplementation(() => new Promise(resolve => (taken = () => resolve(set as never))))
  const scope = effectScope()
  const { liked, toggle } = scope.run(() => useFavourite(() => 'pears'))!
  const done = toggle()
  expect(liked.value).toBe(true)
  answers.forEach(answer => answer())
  await vi.waitFor(() => expect(tell).toHaveBeenCalledTimes(1))
  expect(liked.value).toBe(true)
  taken()
  await done
  expect(tell.mock.lastCall?.[1]).toEqual({ input: { productId: 'P', favourite: true } })
  expect(liked.value).toBe(true)
  scope.stop()
})
