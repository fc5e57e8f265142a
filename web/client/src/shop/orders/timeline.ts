/** What an order has been through, and what is still before it. */

import type { OrderWholeFragment } from './orders.gql'

export type Step = 'placed' | 'payment' | 'team' | 'draw' | 'due' | 'sent' | 'received' | 'over'

export interface Milestone {
  step: Step
  /** When it was; null where it is still to come, or no moment is told. */
  at: string | null
  state: 'done' | 'now' | 'next'
}

type Seen = Pick<OrderWholeFragment, 'kind' | 'status' | 'placedAt' | 'paidAt' | 'confirmedAt' | 'shippedAt' | 'receivedAt'> & {
  team: { formedAt: string | null; draw: { publishedAt: string | null; voidedAt: string | null } | null } | null
}

const SENT = ['SHIPPED', 'COMPLETED']

/** The steps in their order; the first that is not done is `now`. A closed order ends with `over`. */
export function timelineOf(order: Seen): Milestone[] {
  const steps: { step: Step; at: string | null; done: boolean }[] = [
    { step: 'placed', at: order.placedAt, done: true },
    { step: 'payment', at: order.paidAt, done: order.paidAt !== null },
  ]
  if (order.team) {
    steps.push({ step: 'team', at: order.team.formedAt, done: order.team.formedAt !== null })
    const draw = order.team.draw
    if (draw) steps.push({ step: 'draw', at: draw.publishedAt ?? draw.voidedAt, done: (draw.publishedAt ?? draw.voidedAt) !== null })
  }
  if (order.status === 'CLOSED') {
    const been = steps.filter(step => step.done).map(({ step, at }): Milestone => ({ step, at, state: 'done' }))
    return [...been, { step: 'over', at: null, state: 'done' }]
  }
  steps.push(
    { step: 'due', at: order.confirmedAt, done: order.confirmedAt !== null },
    { step: 'sent', at: order.shippedAt, done: SENT.includes(order.status) },
    { step: 'received', at: order.receivedAt, done: order.status === 'COMPLETED' },
  )
  const now = steps.findIndex(step => !step.done)
  return steps.map(({ step, at, done }, index) => ({ step, at, state: done ? 'done' : index === now ? 'now' : 'next' }))
}
