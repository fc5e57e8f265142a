/** `node dist/node/cli.js FILE` verifies a published draw, offline; exits with 1 on any finding. */

import { createReadStream, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { QUICKNET } from './chance.js'
import type { Chain } from './shapes.js'
import { verify, type Beside } from './verify.js'
import { WORDS } from './words.js'

const USAGE = 'cli.js FILE [--entries FILE] [--receipts FILE] [--key HEX] [--round-signature HEX] [--chain FILE]'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    entries: { type: 'string' },
    receipts: { type: 'string' },
    key: { type: 'string' },
    'round-signature': { type: 'string' },
    chain: { type: 'string' },
  },
})

/** A chain as a relay of it tells at /info, to trust beside quicknet. */
function chainOf(info: string): Chain {
  const told = JSON.parse(info) as Record<string, unknown>
  const [period, genesis] = [told['period'], told['genesis_time']]
  if (typeof period !== 'number' || typeof genesis !== 'number') throw new Error('no chain')
  return {
    hash: String(told['hash']),
    period_seconds: period,
    genesis,
    key: String(told['public_key']),
    scheme: String(told['schemeID']),
  }
}

async function main(): Promise<number> {
  const [file, ...more] = positionals
  if (!file || more.length) {
    console.error(USAGE)
    return 2
  }
  const beside: Beside = {
    trust: {
      ...(values.key && { publicKey: values.key }),
      ...(values['round-signature'] && { roundSignature: values['round-signature'] }),
      ...(values.chain && { chains: [QUICKNET, chainOf(readFileSync(values.chain, 'utf8'))] }),
    },
    ...(values.entries && { entries: createReadStream(values.entries) }),
    ...(values.receipts && { receipts: createReadStream(values.receipts) }),
  }
  const { findings, proved, unproved } = await verify(readFileSync(file), beside)
  for (const { code, detail } of findings) console.log(`✗ ${code} ${detail}: ${WORDS[code].join(' / ')}`)
  for (const name of proved) console.log(`✓ ${WORDS[name].join(' / ')}`)
  for (const name of unproved) console.log(`? ${WORDS[name].join(' / ')}`)
  return findings.length ? 1 : 0
}

main().then(
  code => (process.exitCode = code),
  failure => {
    console.error(failure instanceof Error ? failure.message : failure)
    process.exitCode = 2
  },
)
