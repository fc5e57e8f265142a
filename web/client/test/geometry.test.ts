import { describe, expect, it } from 'vitest'
import { arc, formOf, seatAt, seatRadius, SIZE, takenOf } from '@/kit/ring/geometry'

describe('the ring', () => {
  it('begins at twelve and goes clockwise', () => {
    expect(seatAt(0, 4).x).toBe(SIZE / 2)
    expect(seatAt(0, 4).y).toBeLessThan(SIZE / 2)
    expect(seatAt(1, 4).x).toBeGreaterThan(SIZE / 2)
    expect(seatAt(2, 4).y).toBeGreaterThan(SIZE / 2)
  })

  it('keeps neighbours apart, whatever the size', () => {
    for (let seats = 2; seats <= 24; seats++) {
      const [a, b] = [seatAt(0, seats), seatAt(1, seats)]
      expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(2 * seatRadius(seats))
    }
  })

  it('has a form for every size', () => {
    expect([2, 24, 25, 100, 101].map(formOf)).toEqual(['dots', 'dots', 'ticks', 'ticks', 'arc'])
  })

  it('draws no arc for none and for all', () => {
    expect(arc(0, 5)).toBe('')
    expect(arc(5, 5)).toBe('')
    expect(arc(3, 4)).toContain(' 1 1 ')
    expect(takenOf([{ look: 'filled' }, { look: 'held' }, { look: 'mine' }])).toBe(2)
  })
})
