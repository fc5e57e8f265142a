/** A stream of bytes cut into its lines, some at a time, so that a million need no million waits. */

export type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

const FEED = 10

/**
 * The lines with their ends, in batches; the last one may lack its end. Reading stops at a line
 * longer than `most`, of which the beginning is handed out.
 */
export async function* lines(chunks: Chunks, most: number): AsyncGenerator<Uint8Array[], void> {
  let rest = new Uint8Array()
  for await (const chunk of chunks) {
    let whole = chunk
    if (rest.length) {
      whole = new Uint8Array(rest.length + chunk.length)
      whole.set(rest)
      whole.set(chunk, rest.length)
    }
    const batch: Uint8Array[] = []
    let from = 0
    for (let end = whole.indexOf(FEED); end >= 0; end = whole.indexOf(FEED, from)) {
      batch.push(whole.subarray(from, end + 1))
      from = end + 1
    }
    rest = whole.slice(from)
    if (batch.length) yield batch
    if (rest.length > most) break
  }
  if (rest.length) yield [rest]
}
