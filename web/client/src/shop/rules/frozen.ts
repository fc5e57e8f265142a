/** The rules as they were frozen, as far as this page reads them; the JSON itself is what was hashed. */

export interface Prize {
  from: number
  to: number
  pieces: number
  points: number
  shares: number
  fundFen: number
  marketPriceFen: number
}

export interface DrawRules {
  fund: { into: 'CREDIT' | 'CASH'; parts: number; afterDays: number; everyDays: number }
  held: { by: string; when: 'TEAM_FORMED' | 'CAMPAIGN_ENDED' }
  mode: 'OPERATOR_COMMIT' | 'PUBLIC_BEACON'
  most: number
  odds: { among: number; exact: boolean; winners: number }
  chain: { hash?: string } | null
  keyId: string
  scope: 'TEAM' | 'CAMPAIGN'
  times: { voidAfterHours: number; countdownSeconds?: number }
  points: { expireAfterDays: number }
  prizes: Prize[]
  reserved: { fen: number; from: 'DEPOSIT' | 'MARKETING' }
  reportDays: number | null
  subsidyFen: number
  subsidyInto: 'CREDIT' | 'CASH'
}

export interface FrozenRules {
  format: string
  kind: string
  size: number
  completesAtSize: number | null
  hoursToFill: number
  startsAt: string
  endsAt: string
  limitPerPerson: number
  maxQuantity: number
  leaderDiscountFen: number
  choices: { stock: number; soloPriceFen: number; teamPriceFen: number }[]
  ladder?: { size: number; priceFen: number }[]
  organiser?: string
  overrides?: { rule: string; reason: string }[]
  draw?: DrawRules
}

export const FORMAT = 'kaituan/campaign/1'

/** The rules where they are of the format that this page knows; null where only the JSON can be shown. */
export function readRules(json: unknown): FrozenRules | null {
  const rules = json as FrozenRules | null
  return rules && rules.format === FORMAT && Array.isArray(rules.choices) ? rules : null
}

/** JSON as it was hashed: keys sorted, no blanks. */
export function canonical(json: unknown): string {
  if (Array.isArray(json)) return `[${json.map(canonical).join()}]`
  if (json === null || typeof json !== 'object') return JSON.stringify(json)
  const entries = Object.entries(json).sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, value]) => `${JSON.stringify(key)}:${canonical(value)}`).join()}}`
}
