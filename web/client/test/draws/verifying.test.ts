import { effectScope } from 'vue'
import { describe, expect, it } from 'vitest'
import { useVerify } from '@/shop/draws/useVerify'
import { altered, counted, shownOtherwise, type Check, type Report, type Verdict } from '@/shop/draws/verifying'

const LINE = (no: number, digit = 'a') => `{"commitment":"${digit}${'0'.repeat(63)}","no":${no},"serial":${no},"ticket":"T${no}"}\n`
const FILE = [1, 2, 3].map(no => LINE(no)).join('')

/** The text in chunks of a size, as a network cuts it. */
async function* cut(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text)
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size)
}

async function whole(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  let text = ''
  for await (const chunk of chunks) text += new TextDecoder().decode(chunk)
  return text
}

describe('a file that is altered for the check', () => {
  it('differs in one digit of the line meant, wherever it is cut', async () => {
    for (const size of [1, 7, 64, 1000]) {
      expect(await whole(altered(cut(FILE, size), 2))).toBe(LINE(1) + LINE(2, '0') + LINE(3))
      expect(await whole(altered(cut(FILE, size), 1))).toBe(LINE(1, '0') + LINE(2) + LINE(3))
    }
    expect(await whole(altered(cut(LINE(1, '0'), 9), 1))).toBe(LINE(1, '1'))
  })

  it('is counted as it goes by, and stays as it is', async () => {
    const told: number[] = []
    expect(await whole(counted(cut(FILE, 50), lines => told.push(lines)))).toBe(FILE)
    expect(told.at(-1)).toBe(3)
  })
})

it('winners that the page shows otherwise are named', () => {
  const file = [1, 2, 3].map(prize => ({ prize, ticket: `T${prize}` }))
  expect(shownOtherwise(file, file)).toEqual([])
  expect(shownOtherwise(file, [{ prize: 1, ticket: 'T1' }, { prize: 2, ticket: 'X' }, { prize: 3, ticket: 'T3' }])).toEqual([2])
  expect(shownOtherwise(file, file.slice(0, 2))).toEqual([3])
})

class Stub {
  static all: Stub[] = []
  asked: Check[] = []
  ended = false
  onmessage: ((event: MessageEvent<Report>) => void) | null = null
  onerror: ((event: ErrorEvent) => void) | null = null
  constructor() {
    Stub.all.push(this)
  }
  postMessage(check: Check) {
    this.asked.push(check)
  }
  terminate() {
    this.ended = true
  }
  say(report: Report) {
    this.onmessage?.({ data: report } as MessageEvent<Report>)
  }
}

describe('a check', () => {
  const check: Check = { file: '/a.json', entriesFile: '/a.ndjson', receipts: '', alter: true }
  const verdict: Verdict = { findings: [], proved: [], unproved: [], entries: 3, winners: [] }
  const begun = () => {
    const scope = effectScope()
    const verifying = scope.run(() => useVerify(() => new Stub()))!
    verifying.run(check)
    return { scope, verifying, worker: Stub.all.at(-1)! }
  }

  it('tells how far it is, and its verdict, and lets the worker go', () => {
    const { verifying, worker } = begun()
    expect(worker.asked).toEqual([check])
    worker.say({ kind: 'progress', read: 1, of: 4 })
    expect([verifying.state.value, verifying.share.value]).toEqual(['busy', 0.25])
    worker.say({ kind: 'done', verdict, altered: 2 })
    expect([verifying.state.value, verifying.altered.value, verifying.verdict.value]).toEqual(['done', 2, verdict])
    expect(worker.ended).toBe(true)
  })

  it('that cannot be done says why, and one that begins anew forgets the one before', () => {
    const { verifying, worker } = begun()
    worker.say({ kind: 'failed', why: 'absent' })
    expect(verifying.state.value).toBe('absent')
    verifying.run({ ...check, alter: false })
    expect([verifying.state.value, verifying.verdict.value]).toEqual(['busy', null])
    Stub.all.at(-1)!.onerror?.({} as ErrorEvent)
    expect(verifying.state.value).toBe('unreachable')
  })

  it('ends with the page', () => {
    const { scope, worker } = begun()
    scope.stop()
    expect(worker.ended).toBe(true)
  })
})
