import { effectScope, nextTick, ref } from 'vue'
import { expect, it, vi } from 'vitest'
import * as wire from '@/kit/wire/client'
import { useTeam } from '@/shop/team/useTeam'
import { viewer } from '@/shop/viewer'

vi.mock('@/kit/wire/line', () => ({ Line: class { stop() {} } }))
const somebody = (id: string) => ({ id, handle: id, displayName: id, role: 'CUSTOMER' as const })
const team = (code: string) => ({ code, version: 1, status: 'OPEN', closesAt: '2999-01-01T00:00:00Z', seatsLeft: 1, mySeat: null, activity: { nodes: [] } })

it('one has no order of another team, nor of whoever was here before', async () => {
  viewer.value = somebody('V')
  const answered = vi.fn(async (code: string) => ({ number: `of ${code}` }))
  vi.spyOn(wire, 'ask').mockImplementation(async (document, variables) => {
    const { code } = variables as { code: string }
    return { team: document.toString().includes('TeamMine') ? { myOrder: await answered(code) } : team(code) } as never
  })
  const code = ref('A')
  const scope = effectScope()
  const { order } = scope.run(() => useTeam(() => code.value))!
  await vi.waitFor(() => expect(order.value?.number).toBe('of A'))
  answered.mockImplementation(() => new Promise(() => undefined))
  code.value = 'B'
  await nextTick()
  expect(order.value).toBeNull()
  scope.stop()
})
