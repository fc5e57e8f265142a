import { beforeEach, describe, expect, it, vi } from 'vitest'
import * as wire from '@/kit/wire/client'
import * as transports from '@/kit/wire/transports'
import { changeViewer, meet, viewer, viewerKnown } from '@/shop/viewer'

const person = (id: string) => ({ viewer: { id, handle: id, displayName: id, role: 'CUSTOMER' as const } })
const ask = vi.spyOn(wire, 'ask')
const hangUp = vi.spyOn(transports, 'hangUp').mockImplementation(() => undefined)

beforeEach(() => {
  ask.mockReset()
  hangUp.mockClear()
})

describe('who is signed in', () => {
  it('is what the newest answer says, though an older question is answered later', async () => {
    const answers: ((told: object) => void)[] = []
    ask.mockImplementation(() => new Promise(resolve => answers.push(resolve as (told: object) => void)))
    const before = meet()
    const after = changeViewer()
    expect([answers.length, viewer.value, viewerKnown.value]).toEqual([2, null, false])
    answers[1]?.(person('new'))
    await after
    answers[0]?.({ viewer: null })
    await before
    expect([viewer.value?.id, viewerKnown.value]).toEqual(['new', true])
  })

  it('has the lines opened anew where it is another than it was', async () => {
    ask.mockResolvedValue(person('one'))
    await changeViewer()
    hangUp.mockClear()
    await meet()
    expect(hangUp).not.toHaveBeenCalled()
    ask.mockResolvedValue(person('other'))
    await meet()
    expect(hangUp).toHaveBeenCalledTimes(1)
  })
})
