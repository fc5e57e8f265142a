/** The second way to be told: server-sent events over plain HTTP. */

import { createClient } from 'graphql-sse'
import { ENDPOINT } from './client'
import { heard } from './connection'
import { results, type Sink, type Watching } from './transports'

/** The server says something at least every 15 s; two of these missed, and nobody is there. */
const SILENT_MS = 35_000

/** Opens one subscription as a stream; returns how to end it. */
export function listen(watching: Watching, sink: Sink, authorization: string | null): () => void {
  let silence: ReturnType<typeof setTimeout> | undefined
  const alive = () => {
    clearTimeout(silence)
    silence = setTimeout(() => sink.ended(null), SILENT_MS)
    sink.opened()
  }
  const stream = createClient({
    url: ENDPOINT,
    retryAttempts: 0,
    headers: (): Record<string, string> => (authorization ? { authorization } : {}),
    fetchFn: tapped(alive),
  })
  const stop = stream.subscribe<unknown>(watching, results(sink))
  return () => {
    clearTimeout(silence)
    stop()
    stream.dispose()
  }
}

/** A fetch whose stream says at every piece that somebody is there, comments too. */
function tapped(alive: () => void): typeof fetch {
  return async (input, init) => {
    const response = await fetch(input, init)
    if (!response.ok || !response.body) return response
    alive()
    const watched = response.body.pipeThrough(
      new TransformStream<Uint8Array, Uint8Array>({
        transform(piece, onward) {
          alive()
          heard('sse')
          onward.enqueue(piece)
        },
      }),
    )
    return new Response(watched, { status: response.status, headers: response.headers })
  }
}
