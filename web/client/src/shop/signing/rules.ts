/** What a handle, a password and a name must be, as the server has it, before they are sent. */

export const PASSWORD_LEAST = 8
export const PASSWORD_MOST = 128
export const NAME_MOST = 40

export type SigningField = 'handle' | 'password' | 'displayName'

export interface SigningDraft {
  handle: string
  password: string
  displayName: string
}

const HANDLE = /^[a-z0-9][a-z0-9_.-]{2,31}$/

// Signs, as the server counts them: a picture sign is one, not two.
const signs = (text: string): number => [...text].length

export function isPassword(text: string): boolean {
  return signs(text) >= PASSWORD_LEAST && signs(text) <= PASSWORD_MOST
}

export function isName(text: string): boolean {
  const length = signs(text.trim())
  return length >= 1 && length <= NAME_MOST
}

/** The fields that cannot be meant; who signs in only has to say something. */
export function wrongIn(draft: SigningDraft, signingUp: boolean): SigningField[] {
  if (!signingUp) return (['handle', 'password'] as const).filter(field => draft[field].trim() === '')
  const wrong: SigningField[] = []
  if (!HANDLE.test(draft.handle.trim().toLowerCase())) wrong.push('handle')
  if (!isName(draft.displayName)) wrong.push('displayName')
  if (!isPassword(draft.password)) wrong.push('password')
  return wrong
}

/** Where to go after signing in: a path of this site, or the home of one's own. */
export function safeTo(asked: unknown): string {
  const path = typeof asked === 'string' ? asked : ''
  // "//elsewhere" and "/\elsewhere" are other sites to a browser, and so is what a tab or line break hides.
  const ours = /^\/(?![/\\])[^\s\\\u0000-\u001f]*$/.test(path)
  return ours && !/^\/login(?:[/?#]|$)/.test(path) ? path : '/me'
}
