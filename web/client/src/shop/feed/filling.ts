/** Which teams are about to form, in an order that is calm enough to be tapped on. */

export const REORDER_MS = 3000

interface Filling {
  code: string
  status: string
  seatsLeft: number
  closesAt: string
}

/** Why a team is about to leave the strip; null while it takes members. */
export type Leaving = 'FORMED' | 'CLOSED' | 'FULL' | null

export function leavingOf(team: { status: string; seatsLeft: number }): Leaving {
  if (team.status === 'OPEN') return team.seatsLeft > 0 ? null : 'FULL'
  return team.status === 'FAILED' || team.status === 'CANCELLED' ? 'CLOSED' : 'FORMED'
}

/** The most nearly full first, of those the first to close; those that took their last leave go. */
export function ranked<Team extends Filling>(teams: Team[]): Team[] {
  return teams
    .filter(team => leavingOf(team) === null)
    .sort((a, b) => a.seatsLeft - b.seatsLeft || Date.parse(a.closesAt) - Date.parse(b.closesAt) || (a.code < b.code ? -1 : 1))
}

/** Returns `ask()`, after which `run` is called at once, but never twice within `everyMs`. */
export function paced(run: () => void, everyMs: number): { ask: () => void; stop: () => void } {
  let last = -Infinity
  let timer: ReturnType<typeof setTimeout> | undefined
  const go = () => {
    timer = undefined
    last = performance.now()
    run()
  }
  const ask = () => {
    if (timer !== undefined) return
    const wait = last + everyMs - performance.now()
    if (wait <= 0) go()
    else timer = setTimeout(go, wait)
  }
  return { ask, stop: () => clearTimeout(timer) }
}
