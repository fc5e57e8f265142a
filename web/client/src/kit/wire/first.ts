/** What the server put into the page, so that its first question needs no second way. */

import { clock } from '../time/clock'

interface First {
  operation: string
  variables: Record<string, unknown>
  data: unknown
}

/** Undefined until it was looked for; null where there is none, or it was taken. */
let first: First | null | undefined

function read(): First | null {
  const text = document.getElementById('first')?.textContent
  try {
    return text ? (JSON.parse(text) as First) : null
  } catch {
    return null
  }
}

const sorted = (variables: object) => JSON.stringify(Object.entries(variables).sort(([a], [b]) => (a < b ? -1 : 1)))

/** The data that came with the page for this question, once; null where it brought none. */
export function takeFirst(operation: string, variables: object): unknown {
  if (first === undefined) first = read()
  if (!first || first.operation !== operation || sorted(first.variables) !== sorted(variables)) return null
  const { data } = first
  first = null
  setClock(data)
  return data
}

/** What came with the page was true when the page's first byte came, or a moment before. */
function setClock(data: unknown): void {
  const [way] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
  const told = newestIn(data)
  if (told) clock.atLeast(told, way?.responseStart)
}

function newestIn(data: unknown): number {
  if (typeof data !== 'object' || data === null) return 0
  return Object.entries(data).reduce((newest, [name, value]: [string, unknown]) => {
    const told = name === 'serverTime' && typeof value === 'string' ? Date.parse(value) : newestIn(value)
    return Math.max(newest, told || 0)
  }, 0)
}
