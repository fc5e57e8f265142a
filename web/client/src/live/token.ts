/** The screen's own token, kept on the device until it is refused. */

import { showToken } from '@/kit/wire/transports'

const KEPT = 'kaituan:screen'

/** The token kept; null where this page is no screen yet. */
export function keptToken(): string | null {
  try {
    return localStorage.getItem(KEPT)
  } catch {
    return null
  }
}

/** Keeps a token and shows it from now on. */
export function becomeScreen(token: string): void {
  try {
    localStorage.setItem(KEPT, token)
  } catch {
    // It is a screen until the page is loaded anew.
  }
  showToken(token)
}

/** Forgets it, here and on every line. */
export function ceaseToBeScreen(): void {
  try {
    localStorage.removeItem(KEPT)
  } catch {
    // Nothing was kept where nothing can be.
  }
  showToken(null)
}
