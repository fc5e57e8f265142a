/** Whether somebody's link led here, now or before: all that the first chunk knows of it. */

export const KEPT_INVITE = 'kaituan:invite'
/** What was asked for as the page began: whoever moves on meanwhile is not forgotten. */
export const invited = location.search

export function wasInvited(): boolean {
  if (/[?&]i=/.test(invited)) return true
  try {
    return localStorage.getItem(KEPT_INVITE) !== null
  } catch {
    return false
  }
}
