import { createApp } from 'vue'
import { createMemoryHistory, createRouter } from 'vue-router'
import { expect, it, vi } from 'vitest'
import { useBuyDoor } from '@/shop/buying/useBuyDoor'

it('goes back only to the page without it that it was opened on', async () => {
  let door!: ReturnType<typeof useBuyDoor>
  const router = createRouter({ history: createMemoryHistory(), routes: [{ path: '/t/:code', component: { render: () => null } }] })
  createApp({ setup: () => ((door = useBuyDoor()), () => null) }).use(router).mount(document.createElement('div'))
  const back = vi.spyOn(router, 'back')
  await router.push('/t/A')
  door.open('join')
  await vi.waitFor(() => expect(door.mode.value).toBe('join'))
  await router.push('/t/B?buy=join')
  door.close()
  expect(back).not.toHaveBeenCalled()
  await vi.waitFor(() => expect(router.currentRoute.value.fullPath).toBe('/t/B'))
  door.open('open')
  await vi.waitFor(() => expect(door.mode.value).toBe('open'))
  door.close()
  expect(back).toHaveBeenCalledTimes(1)
  await vi.waitFor(() => expect(router.currentRoute.value.fullPath).toBe('/t/B'))
})
