import { createClient } from 'graphql-sse'

const [url] = process.argv.slice(2)
const client = createClient({ url, retryAttempts: 0 })
const ticks = []
for await (const result of client.iterate({ query: 'subscription { ticks(number: 3) }' })) ticks.push(result.data.ticks)
console.log(JSON.stringify({ ticks }))
process.exit(0)
