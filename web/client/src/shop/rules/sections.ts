/** Frozen rules as sentences, in sections: everything that binds, in the order in which people ask. */

import { yuan } from '@/kit/money'
import type { DrawRules, FrozenRules, Prize } from './frozen'
import type { rulesWords } from './words'

export type Key = keyof (typeof rulesWords)['zh-CN']

export interface Line {
  key: Key
  named: Record<string, string | number>
  /** What stands before it, as the name of a choice or a prize. */
  head?: Line | string
  /** Words of a person's, in the language they wrote. */
  quoted?: string
}

export interface Section {
  key: Key
  lines: Line[]
}

/** Spells what depends on the language: an instant, a word, a choice's name. */
export interface Speller {
  moment: (iso: string) => string
  word: (key: Key) => string
  choice: (index: number) => string | null
}

const fen = (sum: number): string => yuan(BigInt(sum))
const line = (key: Key, named: Line['named'] = {}, more: Partial<Line> = {}): Line => ({ key, named, ...more })
const when = (holds: boolean, ...lines: Line[]): Line[] => (holds ? lines : [])

function forming(rules: FrozenRules, spell: Speller): Section {
  const smaller = rules.completesAtSize
  return {
    key: 'forming',
    lines: [
      line('size', { n: rules.size }),
      ...when(smaller !== null && smaller < rules.size, line('smaller', { n: smaller ?? 0 })),
      line('hours', { n: rules.hoursToFill }),
      line('window', { from: spell.moment(rules.startsAt), to: spell.moment(rules.endsAt) }),
      line('limit', { n: rules.limitPerPerson }),
      line('quantity', { n: rules.maxQuantity }),
      ...when(rules.leaderDiscountFen > 0, line('leader', { sum: fen(rules.leaderDiscountFen) })),
    ],
  }
}

function prices(rules: FrozenRules, spell: Speller): Section {
  const rungs = rules.ladder ?? []
  return {
    key: 'prices',
    lines: [
      ...rules.choices.map((choice, index) =>
        line('choice', { team: fen(choice.teamPriceFen), solo: fen(choice.soloPriceFen), n: choice.stock }, { head: spell.choice(index) ?? line('choiceNo', { n: index + 1 }) }),
      ),
      ...rungs.map(rung => line('rung', { n: rung.size, sum: fen(rung.priceFen) })),
      ...when(rungs.length > 0, line('ladder')),
    ],
  }
}

function prizeLines(prize: Prize): Line[] {
  const head = line(prize.from === prize.to ? 'prizeOne' : 'prizeMany', { from: prize.from, to: prize.to })
  return [
    line('prize', { pieces: prize.pieces, market: fen(prize.marketPriceFen) }, { head }),
    ...when(prize.fundFen > 0, line('prizeFund', { sum: fen(prize.fundFen) }, { head })),
    ...when(prize.points > 0, line('prizePoints', { n: prize.points }, { head })),
    ...when(prize.shares > 0, line('prizeShares', { n: prize.shares }, { head })),
  ]
}

function drawing(draw: DrawRules, spell: Speller): Section {
  const secret = draw.mode === 'OPERATOR_COMMIT'
  return {
    key: 'drawing',
    lines: [
      line(draw.held.when === 'TEAM_FORMED' ? 'whenTeam' : 'whenAll', { at: spell.moment(draw.held.by) }),
      line(secret ? 'secret' : 'beacon'),
      ...when(draw.times.countdownSeconds !== undefined, line('countdown', { n: draw.times.countdownSeconds ?? 0 })),
      line('void', { n: draw.times.voidAfterHours }),
      line(secret ? 'provesSecret' : 'provesBeacon'),
      line(secret ? 'notSecret' : 'notBeacon'),
      line('key', { id: draw.keyId }),
      ...when(Boolean(draw.chain?.hash), line('chain', { id: draw.chain?.hash ?? '' })),
    ],
  }
}

function winning(draw: DrawRules, spell: Speller): Section {
  const { fund } = draw
  return {
    key: 'winning',
    lines: [
      ...when(draw.prizes.some(prize => prize.fundFen > 0), line('fund', { parts: fund.parts, after: fund.afterDays, every: fund.everyDays, into: spell.word(fund.into) })),
      ...when(draw.prizes.some(prize => prize.points > 0), line('points', { n: draw.points.expireAfterDays })),
      ...when(draw.reportDays !== null, line('report', { n: draw.reportDays ?? 0 })),
    ],
  }
}

function drawn(rules: FrozenRules, draw: DrawRules, spell: Speller): Section[] {
  const { odds, subsidyFen } = draw
  return [
    { key: 'prizes', lines: [line(odds.exact ? 'odds' : 'oddsMost', { among: odds.among, winners: odds.winners }), ...draw.prizes.flatMap(prizeLines), ...when(draw.scope === 'TEAM', line('most', { n: draw.most }))] },
    drawing(draw, spell),
    { key: 'refunds', lines: [line('notFormed'), line('lost'), subsidyFen > 0 ? line('subsidy', { sum: fen(subsidyFen), into: spell.word(draw.subsidyInto) }) : line('noSubsidy')] },
    winning(draw, spell),
    { key: 'money', lines: when(draw.reserved.fen > 0, line('reserved', { sum: fen(draw.reserved.fen), from: spell.word(draw.reserved.from) })) },
    { key: 'overrides', lines: (rules.overrides ?? []).map(each => line('override', { rule: spell.word(each.rule as Key), reason: '' }, { quoted: each.reason })) },
  ]
}

/** Every section that has something to say. */
export function sectionsOf(rules: FrozenRules, spell: Speller): Section[] {
  const general: Section[] = [forming(rules, spell), prices(rules, spell)]
  const rest: Section[] = rules.draw ? drawn(rules, rules.draw, spell) : [{ key: 'refunds', lines: [line('notFormed')] }]
  return [...general, ...rest].filter(section => section.lines.length > 0)
}
