import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { MODES } from '@/shop/buying/offer'
import { answerTo, fewerThan } from '@/shop/buying/refusals'
import { refusalWords } from '@/shop/buying/refusalWords'

const schema = readFileSync('../../schema/schema.graphql', 'utf8')
const SUCCESS = ['OrderPlaced', 'TeamOpened', 'SeatTaken', 'TeamJoined']
const UNIONS = ['BuySoloResult', 'OpenTeamResult', 'TakeSeatResult', 'JoinTeamResult']

function members(union: string): string[] {
  const found = new RegExp(`^union ${union} =([^\\n]*)`, 'm').exec(schema)?.[1] ?? ''
  return found.split('|').map(name => name.trim()).filter(name => name && !SUCCESS.includes(name))
}

describe('refusals of a purchase', () => {
  const every = [...new Set(UNIONS.flatMap(members))]

  it('are the ones the schema names', () => {
    expect(every.length).toBeGreaterThan(15)
  })

  it.each(every)('%s has words of its own, and a way on from every way of buying', name => {
    for (const mode of MODES) {
      const { says, doors } = answerTo({ __typename: name }, mode)
      expect(says).not.toBe('other')
      expect(refusalWords['zh-CN'][says]).toBeTruthy()
      expect(doors).not.toContain(mode)
      if (!(name.startsWith('Team') && mode === 'open') && !(name === 'CampaignNotStarted' && mode === 'solo')) expect(doors.length).toBeGreaterThan(0)
    }
  })

  it('name a door in both languages wherever one is offered', () => {
    for (const name of [...every, 'SOMETHING_NEW'])
      for (const door of answerTo({ __typename: name }, 'take').doors) {
        expect(refusalWords['zh-CN'][`do_${door}`]).toBeTruthy()
        expect(refusalWords.en[`do_${door}`]).toBeTruthy()
      }
  })

  it('say what of a sold out offer may still be had', () => {
    expect(answerTo({ __typename: 'SoldOut', left: 2, held: 0 }, 'open').says).toBe('soldOutFewer')
    expect(answerTo({ __typename: 'SoldOut', left: 0, held: 3 }, 'take')).toEqual({ says: 'soldOutHeld', doors: ['again', 'solo'] })
    expect(answerTo({ __typename: 'SoldOut', left: 0, held: 0 }, 'take').says).toBe('soldOut')
  })

  it('tell how many there may be', () => {
    expect(fewerThan({ __typename: 'QuantityTooLarge', most: 5 })).toBe(5)
    expect(fewerThan({ __typename: 'SoldOut', left: 2 })).toBe(2)
    expect(fewerThan({ __typename: 'SoldOut', left: 0 })).toBeNull()
    expect(fewerThan({ __typename: 'CreditTooLow', leftFen: '1' })).toBeNull()
  })
})
