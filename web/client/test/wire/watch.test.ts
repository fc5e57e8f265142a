import { afterEach, describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import { asker } from '@/kit/wire/asker'
import { takeFirst } from '@/kit/wire/first'
import type { Sink } from '@/kit/wire/transports'
import { useWatch } from '@/kit/wire/useWatch'

const net = vi.hoisted(() => ({ sinks: [] as { sink: Sink; ended: boolean }[] }))
vi.mock('@/kit/wire/transports', () => ({
  HUNG_UP: Symbol('hung up'),
  token: () => null,
  open(_way: string, _watching: unknown, sink: Sink) {
    const one = { sink, ended: false }
    net.sinks.push(one)
    return () => (one.ended = true)
  },
}))

const DOCUMENT = { toString: () => 'subscription S { s { version } }' } as never
interface Value {
  version: number
  says: string
}

describe('what is watched', () => {
  const scope = effectScope()
  afterEach(() => (net.sinks = []))

  it('never goes back, whichever way a word comes', () => {
    const watched = scope.run(() => useWatch<{ s: Value }, { code: string }, Value>({ document: DOCUMENT, variables: { code: 'A' }, pick: data => data.s }))
    const { value, take } = watched as NonNullable<typeof watched>
    const push = (version: number, says: string) => net.sinks.at(-1)?.sink.next({ s: { version, says } })
    push(3, 'three')
    push(2, 'two')
    push(3, 'three again')
    expect(value.value?.says).toBe('three')
    take({ version: 7, says: 'seven' })
    push(5, 'five')
    expect(value.value?.says).toBe('seven')
    scope.stop()
    expect(net.sinks.every(one => one.ended)).toBe(true)
  })

  it('begins anew with other variables, and closes the line of before', async () => {
    const code = ref('A')
    const other = effectScope()
    const watched = other.run(() => useWatch<{ s: Value }, { code: string }, Value>({ document: DOCUMENT, variables: () => ({ code: code.value }), pick: data => data.s }))
    const { value } = watched as NonNullable<typeof watched>
    net.sinks[0]?.sink.next({ s: { version: 9, says: 'of A' } })
    code.value = 'B'
    await nextTick()
    expect(value.value).toBeNull()
    expect(net.sinks.map(one => one.ended)).toEqual([true, false])
    net.sinks[1]?.sink.next({ s: { version: 1, says: 'of B' } })
    expect(value.value?.says).toBe('of B')
    other.stop()
  })
})

describe('what is watched by somebody else', () => {
  it('begins anew, so that the same version may say other things', async () => {
    const scope = effectScope()
    asker.value = undefined
    const watched = scope.run(() => useWatch<{ s: Value }, object, Value>({ document: DOCUMENT, variables: {}, pick: data => data.s }))
    const { value } = watched as NonNullable<typeof watched>
    const push = (says: string) => net.sinks.at(-1)?.sink.next({ s: { version: 4, says } })
    const first = net.sinks.length
    push('to nobody')
    asker.value = null
    await nextTick()
    expect([value.value?.says, net.sinks.length]).toEqual(['to nobody', first])
    asker.value = 'one'
    await nextTick()
    expect([value.value, net.sinks.length]).toEqual([null, first + 1])
    push('to one')
    expect(value.value?.says).toBe('to one')
    scope.stop()
  })
})

describe('what came with the page', () => {
  it('is taken once, by the question it answers', () => {
    document.body.innerHTML = `<script type="application/json" id="first">{"operation":"Team","variables":{"code":"A"},"data":{"team":1}}</script>`
    expect(takeFirst('Feed', {})).toBeNull()
    expect(takeFirst('Team', { code: 'B' })).toBeNull()
    expect(takeFirst('Team', { code: 'A' })).toEqual({ team: 1 })
    expect(takeFirst('Team', { code: 'A' })).toBeNull()
  })
})
