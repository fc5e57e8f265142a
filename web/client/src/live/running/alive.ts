/** A page that goes while the server is away cannot come back by itself: it asks first. */

const LIVEZ_WITHIN_MS = 3000

/** Fetches past every cache, for a few seconds at most. */
export function fresh(path: string): Promise<Response> {
  return fetch(path, { cache: 'no-store', signal: AbortSignal.timeout(LIVEZ_WITHIN_MS) })
}

export async function isAlive(): Promise<boolean> {
  return fresh('/livez').then(
    answer => answer.ok,
    () => false,
  )
}

/** Loads the page anew if the server is there to answer; whoever wants it asks again later. */
export async function reloadIfAlive(): Promise<void> {
  if (await isAlive()) location.reload()
}
