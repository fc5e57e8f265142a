import { describe, expect, it } from 'vitest'
import { askedBy, daysLeft, parted, tabOf } from '../../src/shop/relations/life'
import { inviteIn, keepInvite, keptInvite } from '../../src/shop/sharing/kept'

const NOON = Date.parse('2026-01-01T12:00:00Z')
const DAY = 86_400_000
const until = (ms: number, endedAt: string | null = null) => ({ validUntil: new Date(NOON + ms).toISOString(), endedAt })

describe('how long a relation lasts', () => {
  it('counts begun days and none of what is over', () => {
    expect(daysLeft(until(30 * DAY), NOON)).toBe(30)
    expect(daysLeft(until(1), NOON)).toBe(1)
    expect(daysLeft(until(0), NOON)).toBe(0)
    expect(daysLeft(until(DAY, '2025-12-31T00:00:00Z'), NOON)).toBe(0)
  })
  it('moves a row to the released ones as its time passes', () => {
    const rows = [until(DAY), until(2 * DAY)]
    expect(parted(rows, NOON).over).toHaveLength(0)
    expect(parted(rows, NOON + DAY)).toEqual({ held: [rows[1]], over: [rows[0]] })
  })
  it('asks for what a tab shows', () => {
    expect(askedBy(tabOf('soon'))).toEqual({ level: 1, status: 'ACTIVE', within: 7 })
    expect(askedBy(tabOf('nonsense')).level).toBe(1)
    expect(askedBy(tabOf('third')).level).toBe(3)
  })
})

describe('the link that led here', () => {
  it('is read from an address, with its channel', () => {
    expect(inviteIn('?i=23456789AB&ch=poster')).toEqual({ code: '23456789AB', channel: 'POSTER' })
    expect(inviteIn('?i=23456789ab&ch=nonsense')).toEqual({ code: '23456789AB', channel: 'CHAT' })
    expect(inviteIn('?i=<script>')).toBeNull()
  })
  it('is the first one, for thirty days', () => {
    localStorage.clear()
    keepInvite({ code: '23456789AB', channel: 'CHAT' }, NOON)
    keepInvite({ code: 'ZZZZZZZZZZ', channel: 'CHAT' }, NOON + DAY)
    expect(keptInvite(NOON + DAY)?.code).toBe('23456789AB')
    expect(keptInvite(NOON + 30 * DAY)).toBeNull()
    keepInvite({ code: 'ZZZZZZZZZZ', channel: 'CHAT' }, NOON + 30 * DAY)
    expect(keptInvite(NOON + 30 * DAY)?.code).toBe('ZZZZZZZZZZ')
  })
})
