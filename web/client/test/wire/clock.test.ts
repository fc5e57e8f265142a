import { describe, expect, it, vi } from 'vitest'
import { ServerClock } from '@/kit/time/clock'
import { Countdown, spelled } from '@/kit/time/countdown'

const T = 1_800_000_000_000

function clockAt(start = 0) {
  const time = { ms: start }
  return { time, clock: new ServerClock(() => time.ms) }
}

describe('the server clock', () => {
  it('follows the server, not the device', () => {
    const { time, clock } = clockAt(1000)
    clock.sample(T, 100)
    expect(clock.now()).toBe(T + 50)
    time.ms += 5000
    expect(clock.now()).toBe(T + 5050)
  })

  it('believes the fastest of the last five answers', () => {
    const { clock } = clockAt()
    clock.sample(T, 40)
    clock.sample(T + 500, 900)
    expect(clock.now()).toBe(T + 20)
    for (let n = 0; n < 5; n++) clock.sample(T + 500, 900)
    expect(clock.now()).toBe(T + 950)
  })

  it('waits out a small correction backwards', () => {
    const { time, clock } = clockAt()
    clock.sample(T + 900, 1000)
    const shown = clock.now()
    clock.sample(T + 900, 20)
    expect(clock.now()).toBe(shown)
    time.ms += 2000
    expect(clock.now()).toBe(T + 2910)
  })

  it('takes a large correction at once, either way, and says so', () => {
    const { clock } = clockAt()
    const told = vi.fn()
    clock.onCorrected(told)
    clock.sample(T, 10)
    clock.now()
    clock.sample(T + 60_000, 10)
    expect(clock.now()).toBe(T + 60_005)
    clock.sample(T, 10)
    expect(clock.now()).toBe(T + 5)
    expect(told).toHaveBeenCalledTimes(3)
  })

  it('never shows less than a moment it was told of', () => {
    const { clock } = clockAt()
    clock.sample(T, 10)
    clock.atLeast(T + 700)
    expect(clock.now()).toBe(T + 700)
    clock.atLeast(T - 5000)
    expect(clock.now()).toBe(T + 700)
    clock.atLeast(NaN)
    clock.sample(NaN, 1)
    expect(clock.now()).toBe(T + 700)
  })

  it('counts a moment from when it was told', () => {
    const { time, clock } = clockAt(4000)
    time.ms = 4000
    clock.atLeast(T, 1500)
    expect(clock.now()).toBe(T + 2500)
  })
})

describe('the countdown', () => {
  it('holds where the clock went back a little, and never below zero', () => {
    const countdown = new Countdown()
    expect(countdown.secondsLeft(10_000, 2000)).toBe(8)
    expect(countdown.secondsLeft(10_000, 900)).toBe(8)
    expect(countdown.secondsLeft(10_000, 3500)).toBe(7)
    expect(countdown.secondsLeft(10_000, 99_000)).toBe(0)
  })

  it('is put right where it was wrong, and begins anew for another deadline', () => {
    const countdown = new Countdown()
    expect(countdown.secondsLeft(10_000_000, 9_000_000)).toBe(1000)
    expect(countdown.secondsLeft(10_000_000, 2_000_000)).toBe(8000)
    expect(countdown.secondsLeft(20_000_000, 2_000_000)).toBe(18_000)
  })

  it('spells days apart from hours', () => {
    expect(spelled(93_784)).toEqual({ days: 1, clock: '02:03:04' })
    expect(spelled(0)).toEqual({ days: 0, clock: '00:00:00' })
  })
})
