/** A few answers kept on the device, for when there is no network. */

const PREFIX = 'kaituan:kept:'
const MOST = 24
const LONGEST = 200_000

interface Kept<Data> {
  data: Data
  at: number
}

/** Keeps an answer under a name; the oldest of too many go. */
export function keep(name: string, data: unknown, at: number): void {
  const text = JSON.stringify({ data, at })
  if (text.length > LONGEST) return
  try {
    localStorage.setItem(PREFIX + name, text)
    const all = Object.keys(localStorage).filter(key => key.startsWith(PREFIX))
    if (all.length > MOST) {
      const age = (key: string) => (JSON.parse(localStorage.getItem(key) ?? '{"at":0}') as Kept<unknown>).at
      all.sort((a, b) => age(a) - age(b)).slice(0, all.length - MOST).forEach(key => localStorage.removeItem(key))
    }
  } catch {
    // A full or forbidden store keeps nothing: the page works without.
  }
}

export function kept<Data>(name: string): Kept<Data> | null {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name) ?? 'null') as Kept<Data> | null
  } catch {
    return null
  }
}

/** Forgets one answer: whoever asks now may not see it. */
export function unkeep(name: string): void {
  try {
    localStorage.removeItem(PREFIX + name)
  } catch {
    // Nothing was kept where nothing can be.
  }
}

/** Forgets all that was kept: it belongs to whoever was signed in. */
export function forgetKept(): void {
  try {
    Object.keys(localStorage).filter(key => key.startsWith(PREFIX)).forEach(key => localStorage.removeItem(key))
  } catch {
    // Nothing was kept where nothing can be.
  }
}
