import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import { asker } from '@/kit/wire/asker'
import * as wire from '@/kit/wire/client'
import { kept } from '@/kit/wire/kept'
import { useAsk } from '@/kit/wire/useAsk'

const DOCUMENT = { toString: () => 'query Mine { mine }' } as never
const ask = vi.spyOn(wire, 'ask')
let scope = effectScope()

function asking(keepAs?: () => string) {
  const id = ref('A')
  const asked = scope.run(() => useAsk<{ mine: string }, { id: string }>(DOCUMENT, () => ({ id: id.value }), keepAs ? { keepAs: () => `${keepAs()}${id.value}` } : {}))
  return { id, ...(asked as NonNullable<typeof asked>) }
}

beforeEach(() => {
  localStorage.clear()
  scope = effectScope()
  asker.value = 'one'
  ask.mockReset().mockResolvedValue({ mine: 'of one' })
})
afterEach(() => scope.stop())
const settled = () => vi.waitFor(() => expect(ask.mock.settledResults.every(one => one.type !== 'incomplete')).toBe(true))

describe('a question', () => {
  it('keeps each answer under the name of what was asked', async () => {
    const { id } = asking(() => 'x:')
    await settled()
    ask.mockResolvedValue({ mine: 'of B' })
    id.value = 'B'
    await nextTick()
    await settled()
    expect([kept<object>('x:A')?.data, kept<object>('x:B')?.data]).toEqual([{ mine: 'of one' }, { mine: 'of B' }])
  })

  it('leaves nothing standing that is refused for good, on the page and on the device', async () => {
    const { data, state, refused, again } = asking(() => 'x:')
    await settled()
    ask.mockRejectedValue(new wire.Refused('', 'UNAUTHENTICATED'))
    await again()
    expect([data.value, state.value, refused.value?.code, kept('x:A')]).toEqual([null, 'refused', 'UNAUTHENTICATED', null])
    ask.mockRejectedValue(new wire.NoAnswer())
    await again()
    expect([state.value, refused.value]).toEqual(['failed', null])
  })

  it('takes a server that failed or was busy for one that did not answer', async () => {
    const { data, state, refused, again } = asking()
    ask.mockRejectedValue(new wire.Refused('', 'INTERNAL'))
    await again()
    expect([state.value, refused.value]).toEqual(['failed', null])
    ask.mockResolvedValue({ mine: 'here' })
    await again()
    ask.mockRejectedValue(new wire.Refused('', 'RATE_LIMITED'))
    await again()
    expect([data.value, state.value]).toEqual([{ mine: 'here' }, 'old'])
  })

  it('shows the next nothing of the one before, and keeps nothing of theirs', async () => {
    const { data, state } = asking(() => 'x:')
    await settled()
    let late: ((told: object) => void) | undefined
    ask.mockImplementation(() => new Promise(resolve => (late = resolve as typeof late)))
    asker.value = 'other'
    await nextTick()
    expect([data.value, state.value]).toEqual([null, 'loading'])
    localStorage.clear()
    wire.forgetAnswers()
    late?.({ mine: 'of whom' })
    await settled()
    expect(kept('x:A')).toBeNull()
  })
})
