import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { canonical, readRules, type FrozenRules } from '@/shop/rules/frozen'
import { sectionsOf, type Speller } from '@/shop/rules/sections'
import { rulesWords } from '@/shop/rules/words'

const speller: Speller = { moment: iso => iso, word: key => rulesWords.en[key], choice: () => null }
const plain: FrozenRules = {
  format: 'kaituan/campaign/1', kind: 'ORDINARY', size: 5, completesAtSize: 3, hoursToFill: 24, startsAt: '2026-01-01', endsAt: '2026-02-01',
  limitPerPerson: 3, maxQuantity: 5, leaderDiscountFen: 300, choices: [{ stock: 300, soloPriceFen: 3280, teamPriceFen: 1990 }],
}
const lottery: FrozenRules = {
  ...plain, kind: 'LOTTERY', completesAtSize: null, leaderDiscountFen: 0, organiser: '果园', overrides: [{ rule: 'DIVIDENDS', reason: '演示' }],
  draw: {
    fund: { into: 'CREDIT', parts: 10, afterDays: 22, everyDays: 30 }, held: { by: '2026-03-01', when: 'TEAM_FORMED' }, mode: 'OPERATOR_COMMIT', most: 100,
    odds: { among: 3, exact: true, winners: 1 }, chain: null, keyId: 'aa', scope: 'TEAM', times: { voidAfterHours: 24, countdownSeconds: 30 },
    points: { expireAfterDays: 365 }, prizes: [{ from: 1, to: 1, pieces: 1, points: 500, shares: 10, fundFen: 1990, marketPriceFen: 6980 }],
    reserved: { fen: 269000, from: 'DEPOSIT' }, reportDays: null, subsidyFen: 100, subsidyInto: 'CREDIT',
  },
}
const keys = (rules: FrozenRules) => sectionsOf(rules, speller).flatMap(section => section.lines.map(line => line.key))

describe('frozen rules in words', () => {
  it('say everything that binds an ordinary offer', () => {
    expect(keys(plain)).toEqual(['size', 'smaller', 'hours', 'window', 'limit', 'quantity', 'leader', 'choice', 'notFormed'])
  })

  it('say odds, prizes, method, what it does not prove, refunds and permissions of a draw', () => {
    const said = keys(lottery)
    for (const key of ['odds', 'prize', 'prizeFund', 'prizePoints', 'prizeShares', 'whenTeam', 'secret', 'notSecret', 'void', 'lost', 'subsidy', 'fund', 'reserved', 'override'])
      expect(said).toContain(key)
    expect(said).not.toContain('report')
  })

  it('say another method, other odds and a report where they are so', () => {
    const trial: FrozenRules = { ...lottery, draw: { ...lottery.draw!, mode: 'PUBLIC_BEACON', chain: { hash: 'cc' }, odds: { among: 12, exact: false, winners: 3 }, reportDays: 14, subsidyFen: 0 } }
    const said = keys(trial)
    for (const key of ['oddsMost', 'beacon', 'provesBeacon', 'notBeacon', 'chain', 'report', 'noSubsidy']) expect(said).toContain(key)
    expect(said).not.toContain('notSecret')
  })

  it('are read only where the format is known', () => {
    expect(readRules({ ...plain })).not.toBeNull()
    expect(readRules({ ...plain, format: 'kaituan/campaign/2' })).toBeNull()
    expect(readRules(null)).toBeNull()
  })

  it('are written as they were hashed: sorted, without blanks', () => {
    expect(canonical({ b: [1, null, '茶'], a: { d: true, c: 'x' } })).toBe('{"a":{"c":"x","d":true},"b":[1,null,"茶"]}')
    expect(createHash('sha256').update(canonical({ b: 1, a: 2 })).digest('hex')).toBe(createHash('sha256').update('{"a":2,"b":1}').digest('hex'))
  })
})
