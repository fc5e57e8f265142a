/** Ways to be told: a WebSocket, or server-sent events. Asking again and again is the line's own. */

import { createClient as createWs } from 'graphql-ws'
import { onWoken } from '../time/clock'
import { authorize, ENDPOINT } from './client'
import { heard } from './connection'

export type Way = 'ws' | 'sse' | 'poll'

export interface Watching {
  query: string
  variables: Record<string, unknown>
}

/** Told while a stream runs: `opened` once the server listens, `ended` once, with what ended it. */
export interface Sink {
  opened(): void
  next(data: unknown): void
  ended(fault: unknown): void
}

/** What ended a stream that we closed ourselves, to be opened anew at once. */
export const HUNG_UP = Symbol('hung up')

const PING_MS = 15_000
/** Whoever is not listening by then hangs: somebody between us swallows this way. */
const OPEN_WITHIN_MS = 2500
const UNBORN_MS = 10_000
/** A page that nobody saw for longer may have been frozen, and its lines forgotten by who held them. */
const FROZEN_MS = 5000
let authorization: string | null = null
let turn = 0
const running = new Set<() => void>()

/** Has every way from now on show this token; null is whatever the cookie says. */
export function showToken(token: string | null): void {
  authorization = token === null ? null : `Bearer ${token}`
  authorize(authorization)
  hangUp()
}

export function token(): string | null {
  return authorization
}

function socketUrl(): string {
  return `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}${ENDPOINT}`
}

function newSocket() {
  const state = { connected: false, begunAt: 0, closing: () => false }
  let pong: ReturnType<typeof setTimeout> | undefined
  const client = createWs({
    url: socketUrl,
    lazy: true,
    lazyCloseTimeout: 3000,
    retryAttempts: 0,
    keepAlive: PING_MS,
    connectionAckWaitTimeout: 5000,
    connectionParams: () => (authorization ? { authorization } : {}),
    on: {
      connecting: () => (state.begunAt = performance.now()),
      connected: told => {
        state.connected = true
        const raw = told as WebSocket
        state.closing = () => raw.readyState === WebSocket.CLOSING
      },
      closed: () => {
        state.connected = false
        clearTimeout(pong)
      },
      // The next ping waits for this one's answer: without one the line is dead, whatever the browser believes.
      ping: received => {
        if (!received) pong = setTimeout(() => client.terminate(), PING_MS)
      },
      pong: received => {
        if (!received) return
        clearTimeout(pong)
        heard('ws')
      },
    },
  })
  return { client, state }
}

let socket = newSocket()

/** Opens one subscription over a way that pushes; returns how to end it. */
export function open(way: 'ws' | 'sse', watching: Watching, sink: Sink): () => void {
  const mine = turn
  let over = false
  let end: (() => void) | null = null
  const finish = () => {
    over = true
    clearTimeout(late)
    running.delete(hang)
    // Not from within its own callback, where there may be nothing to end yet.
    queueMicrotask(() => end?.())
  }
  const told: Sink = {
    opened() {
      clearTimeout(late)
      if (!over) sink.opened()
    },
    next: data => over || sink.next(data),
    ended(fault) {
      if (over) return
      finish()
      sink.ended(mine === turn ? fault : HUNG_UP)
    },
  }
  const hang = () => told.ended(null)
  const late = setTimeout(() => {
    if (way === 'ws') dropUnborn()
    told.ended(null)
  }, OPEN_WITHIN_MS)
  running.add(hang)
  end = way === 'ws' ? openSocket(watching, told) : openStream(watching, told)
  return finish
}

// One that hangs before it is a connection would be waited for by whoever comes next; one that is slow may yet come.
function dropUnborn(): void {
  const { connected, begunAt } = socket.state
  if (!connected && performance.now() - begunAt > UNBORN_MS) socket.client.terminate()
}

export function results(sink: Sink) {
  return {
    next: (result: { data?: unknown; errors?: unknown }) =>
      result.data && !result.errors ? sink.next(result.data) : sink.ended(result.errors),
    error: (fault: unknown) => sink.ended(fault),
    complete: () => sink.ended(null),
  }
}

function openSocket(watching: Watching, sink: Sink): () => void {
  // One that nobody wanted is closing, and may take long: it would be waited for.
  if (socket.state.closing()) abandon()
  const { client, state } = socket
  const unlisten = client.on('connected', () => sink.opened())
  if (state.connected) sink.opened()
  const stop = client.subscribe<unknown>(watching, results(sink))
  return () => {
    unlisten()
    stop()
  }
}

/** Few ever need it: its code is fetched when a socket was not to be had. */
function openStream(watching: Watching, sink: Sink): () => void {
  let over = false
  let stop: (() => void) | null = null
  import('./stream').then(
    ({ listen }) => {
      if (!over) stop = listen(watching, sink, authorization)
    },
    (fault: unknown) => sink.ended(fault),
  )
  return () => {
    over = true
    stop?.()
  }
}

/** What the socket of before says is not believed any more: who opens next gets another. */
function abandon(): void {
  const { client, state } = socket
  socket = newSocket()
  // Browsers warn of one that is closed before it was open: it is closed once it is.
  if (state.connected) client.terminate()
  Promise.resolve(client.dispose()).catch(() => undefined)
}

/** Closes what is open; whoever watches opens it again at once. */
export function hangUp(): void {
  turn++
  abandon()
  for (const hang of [...running]) hang()
}

// Here before any line: where the network changed, a socket that is still open is open to nobody.
window.addEventListener('offline', abandon)
window.addEventListener('online', abandon)
onWoken(FROZEN_MS, hangUp)
