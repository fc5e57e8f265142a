import { expect, test } from 'vitest'
import { joined, unsaid, type Pending } from './lines'

const line = (number: number, clientId: string | null = null) => ({ number, clientId })
const going = (clientId: string): Pending => ({ clientId, text: 'x', pictureIds: [], card: null, state: 'sending' })

test('what comes twice or late stands once and in its place', () => {
  const known = joined([line(1), line(3)], [line(2), line(3), line(4)])
  expect(known.map(each => each.number)).toEqual([1, 2, 3, 4])
})

test('what came again replaces what was known, as where it was hidden', () => {
  const [only] = joined([{ ...line(1), hidden: false }], [{ ...line(1), hidden: true }])
  expect(only?.hidden).toBe(true)
})

test('what the server has is on its way no longer', () => {
  expect(unsaid([going('a'), going('b')], [line(7, 'a'), line(8)])).toEqual([going('b')])
})
