/** The key of one intent, kept until it is answered: a page loaded anew still has it. */

interface Intent {
  said: string
  key: string
}

const PREFIX = 'kaituan:intent:'
const unkept = new Map<string, Intent>()

export function newKey(): string {
  return crypto.randomUUID()
}

function read(name: string): Intent | null {
  try {
    const text = sessionStorage.getItem(PREFIX + name)
    return text ? (JSON.parse(text) as Intent) : (unkept.get(name) ?? null)
  } catch {
    return unkept.get(name) ?? null
  }
}

/** The key to send `said` with: the one it was sent with before, where no answer to that came. */
export function keyFor(name: string, said: string): string {
  const before = read(name)
  if (before?.said === said) return before.key
  const intent = { said, key: newKey() }
  unkept.set(name, intent)
  try {
    sessionStorage.setItem(PREFIX + name, JSON.stringify(intent))
  } catch {
    // It holds for this page then.
  }
  return intent.key
}

/** It was answered: the next one, even if it says the same, is another. */
export function answered(name: string): void {
  unkept.delete(name)
  try {
    sessionStorage.removeItem(PREFIX + name)
  } catch {
    // Nothing was kept where nothing can be.
  }
}
