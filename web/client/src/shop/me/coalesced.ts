/** Many reasons to ask again, and few questions. */

/** Returns a call that does `deed` now, and once more where it is called meanwhile; never two at a time. */
export function coalesced(deed: () => Promise<unknown>): () => void {
  let running = false
  let wanted = false
  return async () => {
    wanted = true
    if (running) return
    running = true
    while (wanted) {
      wanted = false
      await deed().catch(() => undefined)
    }
    running = false
  }
}
