import { describe, expect, it } from 'vitest'
import { Happenings } from '@/shop/me/happenings'

interface Told {
  position: string
  kind: string
}

const event = (number: number, kind = 'ORDER_CONFIRMED'): Told => ({ position: `p${number}`, kind })

function listening() {
  const heard: string[] = []
  return { heard, log: new Happenings<Told>(told => heard.push(`${told.position} ${told.kind}`)) }
}

describe('what happened', () => {
  it('is told once, however often it comes', () => {
    const { heard, log } = listening()
    for (const number of [1, 2, 2, 1, 3]) log.take(event(number))
    expect(heard.map(line => line.split(' ')[0])).toEqual(['p1', 'p2', 'p3'])
    expect(log.position).toBe('p3')
  })

  it('begins with a snapshot, which is told every time and hides no entry at its place', () => {
    const { heard, log } = listening()
    log.take(event(5, 'SNAPSHOT'))
    log.take(event(5, 'SNAPSHOT'))
    log.take(event(5))
    expect(heard).toEqual(['p5 SNAPSHOT', 'p5 SNAPSHOT', 'p5 ORDER_CONFIRMED'])
  })

  it('is told in its order where it was asked for, and not again when the line is back', () => {
    const { heard, log } = listening()
    log.take(event(1))
    log.takeLatest([event(3), event(2), event(1)], () => heard.push('begin'))
    expect(heard.map(line => line.split(' ')[0])).toEqual(['p1', 'p2', 'p3'])
    // Resumed behind what the line itself had told: what is asked for leaves own doings out.
    expect(log.position).toBe('p1')
    log.take(event(2))
    log.take(event(4, 'WALLET_SPENT'))
    expect(heard).toHaveLength(4)
  })

  it('begins anew where the latest do not reach back to what is known', () => {
    const { heard, log } = listening()
    log.take(event(1))
    log.takeLatest([event(9), event(8)], () => heard.push('begin'))
    expect(heard).toEqual(['p1 ORDER_CONFIRMED', 'begin'])
    log.takeLatest([event(9), event(8)], () => heard.push('begin'))
    expect(heard).toHaveLength(2)
  })

  it('forgets whose it was', () => {
    const { heard, log } = listening()
    log.take(event(1))
    log.forget()
    expect(log.position).toBeNull()
    log.take(event(1))
    expect(heard).toHaveLength(2)
  })
})
