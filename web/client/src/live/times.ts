/** Moments and lengths as a screen says them. */

/** "20:17:20" of a server's moment, on the clocks of the place. */
export function clockOf(at: number): string {
  return new Date(at).toLocaleTimeString('zh-CN', { hour12: false })
}

/** "20:30" of an instant. */
export function minuteOf(iso: string): string {
  return clockOf(Date.parse(iso)).slice(0, 5)
}

export interface Lasting {
  hours: number
  minutes: number
  seconds: number
}

/** So many whole seconds as hours, minutes and seconds. */
export function lasting(seconds: number): Lasting {
  const whole = Math.max(0, Math.round(seconds))
  return { hours: Math.floor(whole / 3600), minutes: Math.floor((whole % 3600) / 60), seconds: whole % 60 }
}

/** Seconds between two instants. */
export function secondsBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 1000
}

/** Which of `count` pages has its turn by the server's clock: all screens turn together. */
export function pageAt(now: number, count: number, everyMs: number): number {
  return count <= 1 ? 0 : Math.floor(now / everyMs) % count
}
