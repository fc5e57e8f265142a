import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { connection } from '@/kit/wire/connection'
import { Line } from '@/kit/wire/line'
import { unreachable } from '@/kit/wire/ways'

/** A socket that greets whoever says hello, and says nothing else. */
class Deaf {
  static readonly CONNECTING = 0
  static readonly OPEN = 1
  static readonly CLOSING = 2
  static readonly CLOSED = 3
  readyState = Deaf.CONNECTING
  onopen: (() => void) | null = null
  onclose: ((event: object) => void) | null = null
  onerror: unknown = null
  onmessage: ((event: { data: string }) => void) | null = null
  readonly closed: number[] = []

  constructor() {
    net.sockets.push(this)
  }

  opens(): void {
    this.readyState = Deaf.OPEN
    this.onopen?.()
  }

  send(text: string): void {
    if ((JSON.parse(text) as { type: string }).type === 'connection_init') this.onmessage?.({ data: '{"type":"connection_ack"}' })
  }

  /** Nobody answers a goodbye either: it goes on closing. */
  close(code: number): void {
    this.closed.push(code)
    this.readyState = Deaf.CLOSING
  }
}
const net = vi.hoisted(() => ({ sockets: [] as Deaf[] }))
vi.stubGlobal('WebSocket', Deaf)

const document_ = { toString: () => 'subscription S { s }' } as never
const wait = (ms = 0) => vi.advanceTimersByTimeAsync(ms)
const last = () => net.sockets.at(-1) as Deaf

async function heardLine(): Promise<Line<unknown>> {
  const line = new Line<unknown>({ document: document_, variables: () => ({}), poll: null, next: () => undefined })
  await wait()
  last().opens()
  await wait()
  expect(connection.hearing).toBe(1)
  return line
}

function see(hidden: boolean): void {
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden })
  document.dispatchEvent(new Event('visibilitychange'))
}

let line: Line<unknown>
beforeEach(async () => {
  vi.useFakeTimers()
  const { hangUp } = await import('@/kit/wire/transports')
  hangUp()
  unreachable()
  net.sockets = []
  line = await heardLine()
})
afterEach(() => {
  line.stop()
  vi.useRealTimers()
})

describe('a socket that is open to nobody', () => {
  it('is not believed once the network went: nothing is heard until another one opens', async () => {
    const before = last()
    window.dispatchEvent(new Event('offline'))
    await wait(2000)
    expect(before.closed).toEqual([4499])
    expect(connection.hearing).toBe(0)
    expect(net.sockets.length).toBeGreaterThan(1)
    window.dispatchEvent(new Event('online'))
    await wait()
    last().opens()
    await wait()
    expect(connection.hearing).toBe(1)
  })

  it('is another one after the page was away for long, not for a moment', async () => {
    see(true)
    await wait(4000)
    see(false)
    await wait()
    expect([net.sockets.length, connection.hearing]).toEqual([1, 1])
    see(true)
    await wait(6000)
    see(false)
    await wait()
    expect([net.sockets.length, connection.hearing]).toEqual([2, 0])
    last().opens()
    await wait()
    expect(connection.hearing).toBe(1)
  })

  it('is not waited for while it closes', async () => {
    line.stop()
    await wait(3100)
    expect(last().closed).toEqual([1000])
    line = new Line<unknown>({ document: document_, variables: () => ({}), poll: null, next: () => undefined })
    await wait()
    expect([net.sockets.length, connection.hearing]).toEqual([2, 0])
  })
})

describe('a socket that is not open yet', () => {
  it('is closed only once it is: a browser would warn', async () => {
    const { hangUp } = await import('@/kit/wire/transports')
    hangUp()
    await wait()
    const young = last()
    hangUp()
    await wait()
    expect([net.sockets.length, young.closed]).toEqual([3, []])
    young.opens()
    await wait()
    expect(young.closed).toEqual([1000])
  })
})
