/** Which way to the server works, for all lines: one that is blocked is not tried by each of them. */

import type { Way } from './transports'

const WAYS: Way[] = ['ws', 'sse', 'poll']
const UP_AGAIN_MS = 60_000

const shared = { way: 'ws' as Way, since: 0 }

/** The way to take now; a weaker one holds for a minute, then the best is tried again. */
export function way(): Way {
  if (shared.way !== 'ws' && performance.now() - shared.since > UP_AGAIN_MS) take('ws')
  return shared.way
}

/** This way never opened. Returns whether there is a weaker one to try at once. */
export function blocked(tried: 'ws' | 'sse'): boolean {
  if (shared.way === tried) take(tried === 'ws' ? 'sse' : 'poll')
  return WAYS.indexOf(shared.way) > WAYS.indexOf(tried)
}

/** Not even asking works: nothing is known of the ways any more. */
export function unreachable(): void {
  take('ws')
}

function take(next: Way): void {
  shared.way = next
  shared.since = performance.now()
}
