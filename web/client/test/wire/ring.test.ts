import { mount } from '@vue/test-utils'
import { describe, expect, it } from 'vitest'
import type { RingSeat, SeatLook } from '@/kit/ring/geometry'
import { newsBetween } from '@/kit/ring/news'
import SeatRing from '@/kit/ring/SeatRing.vue'

const seats = (...looks: SeatLook[]): RingSeat[] => looks.map(look => ({ look }))
const many = (size: number, filled: number): RingSeat[] =>
  Array.from({ length: size }, (_, n) => ({ look: n < filled ? 'filled' : 'empty' }))

describe('news of a ring', () => {
  it('is what was taken and what was given up', () => {
    const news = newsBetween(seats('filled', 'held', 'empty', 'held'), seats('filled', 'mine', 'held', 'empty'))
    expect([...news]).toEqual([[1, 'taken'], [3, 'freed']])
  })

  it('is nothing where the ring is another one, or nothing changed hands', () => {
    expect(newsBetween(seats('empty'), seats('filled', 'filled')).size).toBe(0)
    expect(newsBetween(seats('filled', 'filled'), seats('won', 'lost')).size).toBe(0)
  })
})

describe('a drawn ring', () => {
  it('moves nothing of what was there at first, and what changes once', async () => {
    const ring = mount(SeatRing, { props: { seats: seats('filled', 'filled', 'held'), name: 'ring' } })
    expect(ring.findAll('.taken, .freed').length).toBe(0)
    await ring.setProps({ seats: seats('filled', 'filled', 'filled') })
    expect(ring.findAll('.taken').length).toBe(1)
    expect(ring.classes()).toContain('closing')
    const late = mount(SeatRing, { props: { seats: seats('filled', 'filled'), name: 'ring' } })
    expect(late.classes()).toContain('closed')
    expect(late.classes()).not.toContain('closing')
  })

  it('has a dot, a tick or a share for each, and stays small', () => {
    const nodes = (size: number) => mount(SeatRing, { props: { seats: many(size, size / 2), name: 'ring' } }).findAll('*').length
    expect(mount(SeatRing, { props: { seats: many(24, 5), name: 'r' } }).findAll('.seat').length).toBe(24)
    const ticks = mount(SeatRing, { props: { seats: many(100, 5), name: 'r' } })
    expect(ticks.findAll('.tick').length).toBe(100)
    expect(ticks.findAll('.tick.filled').length).toBe(5)
    expect(mount(SeatRing, { props: { seats: many(450, 300), name: 'r' } }).find('path.arc').attributes('d')).toContain('A')
    expect(nodes(450)).toBeLessThan(10)
  })

  it('says its name, and shows names as text', () => {
    const name = '<img src=x onerror=alert(1)>'
    const ring = mount(SeatRing, { props: { seats: [{ look: 'filled', sign: '<' }], name, label: name } })
    expect(ring.attributes('aria-label')).toBe(name)
    expect(ring.find('img').exists()).toBe(false)
  })
})
