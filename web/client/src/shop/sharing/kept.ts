/** The first link that led a stranger here, kept on the device until they sign in, or it is too old. */

import { KEPT_INVITE } from './invite'

const LASTS_MS = 30 * 86_400_000
const CODE = /^[2-9A-Z]{10}$/
const CHANNELS = ['CHAT', 'MOMENTS', 'POSTER', 'COMMUNITY', 'CREATOR'] as const

export type Channel = (typeof CHANNELS)[number]

export interface Invite {
  code: string
  channel: Channel
}

export interface KeptInvite extends Invite {
  at: number
}

/** The code and channel in an address's query; null where there is none that could be meant. */
export function inviteIn(search: string): Invite | null {
  const told = new URLSearchParams(search)
  const code = (told.get('i') ?? '').toUpperCase()
  const way = (told.get('ch') ?? '').toUpperCase()
  return CODE.test(code) ? { code, channel: CHANNELS.find(each => each === way) ?? 'CHAT' } : null
}

/** What is kept and still counts; the rest is forgotten. */
export function keptInvite(now: number): KeptInvite | null {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT_INVITE) ?? 'null') as KeptInvite | null
    if (kept && CODE.test(kept.code) && now - kept.at < LASTS_MS) return kept
    forgetInvite()
  } catch {
    // What cannot be read counts for nothing.
  }
  return null
}

/** Keeps an invitation unless one is kept already: the first counts. */
export function keepInvite(invite: Invite, now: number): void {
  if (keptInvite(now)) return
  try {
    localStorage.setItem(KEPT_INVITE, JSON.stringify({ ...invite, at: now }))
  } catch {
    // A full or forbidden store keeps nothing.
  }
}

export function forgetInvite(): void {
  try {
    localStorage.removeItem(KEPT_INVITE)
  } catch {
    // Nothing was kept where nothing can be.
  }
}
