// What every peer on Node has: a port it tells, and a standard input it obeys.
import { readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'

const read = (name) => readFileSync(new URL(name, import.meta.url), 'utf8')

export const typeDefs = read('schema.graphql')
const known = JSON.parse(read('team.json'))

/** The team that everybody watches, at this version. */
export const team = (version) => ({ ...known, version })

/** What whoever started us wants: a JSON object, the only argument. */
export const wishes = JSON.parse(process.argv[2])

export const tell = (port) => process.stdout.write(`${JSON.stringify({ port })}\n`)

/** Publish at each line of the standard input, and tell when; end with it. */
export function obey(publish = () => {}) {
  createInterface({ input: process.stdin })
    .on('line', () => {
      const at = process.hrtime.bigint() // the machine's monotonic clock
      publish()
      process.stdout.write(`${at}\n`)
    })
    .on('close', () => process.exit(0))
}
