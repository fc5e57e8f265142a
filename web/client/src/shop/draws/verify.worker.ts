/** Checks a draw's files beside the page, so that a million entries do not keep it from moving. */

import { altered, counted, type Check, type Report, type Said } from './verifying'

const IDLE_MS = 20_000
const TELL_EVERY_MS = 100

const tell = (report: Report) => postMessage(report)

class Absent extends Error {}

/** The body of an answer, given up when nothing came for twenty seconds. */
async function* body(address: string): AsyncGenerator<Uint8Array> {
  const control = new AbortController()
  let timer = setTimeout(() => control.abort(), IDLE_MS)
  try {
    const answer = await fetch(address, { signal: control.signal })
    if (answer.status === 404) throw new Absent()
    if (!answer.ok || !answer.body) throw new Error(String(answer.status))
    const reader = answer.body.getReader()
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      clearTimeout(timer)
      timer = setTimeout(() => control.abort(), IDLE_MS)
      yield value
    }
  } finally {
    clearTimeout(timer)
  }
}

async function whole(address: string): Promise<Uint8Array> {
  const chunks: BlobPart[] = []
  for await (const chunk of body(address)) chunks.push(chunk as Uint8Array<ArrayBuffer>)
  return new Uint8Array(await new Blob(chunks).arrayBuffer())
}

interface Plain {
  n: number
  winners: { prize: number; ticket: string }[]
}

/** What the page needs of the header, of which nothing is believed before it was checked. */
function plain(file: Uint8Array): Plain {
  try {
    const { n, winners } = JSON.parse(new TextDecoder().decode(file)) as Plain
    return { n, winners: winners.map(({ prize, ticket }) => ({ prize, ticket })) }
  } catch {
    return { n: 0, winners: [] }
  }
}

async function check({ file, entriesFile, receipts, alter }: Check): Promise<void> {
  // Fetched when somebody checks, and no sooner.
  const { verify, WORDS } = await import('@draws')
  const content = await whole(file)
  const { n, winners } = plain(content)
  let told = 0
  const entries = counted(body(entriesFile), read => {
    if (performance.now() - told < TELL_EVERY_MS) return
    told = performance.now()
    tell({ kind: 'progress', read, of: n })
  })
  const line = alter ? Math.ceil(n / 2) : null
  const beside = {
    entries: line === null ? entries : altered(entries, line),
    ...(receipts ? { receipts: [new TextEncoder().encode(receipts)] } : {}),
  }
  const { findings, proved, unproved } = await verify(content, beside)
  const said = (code: keyof typeof WORDS, detail = ''): Said => ({ code, detail, words: WORDS[code] })
  const verdict = {
    findings: findings.map(({ code, detail }) => said(code, detail)),
    proved: proved.map(code => said(code)),
    unproved: unproved.map(code => said(code)),
    entries: n,
    winners,
  }
  tell({ kind: 'done', verdict, altered: line })
}

addEventListener('message', (event: MessageEvent<Check>) => {
  check(event.data).catch((fault: unknown) => tell({ kind: 'failed', why: fault instanceof Absent ? 'absent' : 'unreachable' }))
})
