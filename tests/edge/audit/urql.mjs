import { Client, fetchExchange, gql } from '@urql/core'

const [url] = process.argv.slice(2)
const client = new Client({ url, preferGetMethod: false, fetchSubscriptions: true, exchanges: [fetchExchange] })

const query = await client.query(gql`{ thing { id } }`, {}).toPromise()
const mutation = await client.mutation(gql`mutation { bump }`, {}).toPromise()
const refused = await client.query(gql`{ fault(kind: "missing") }`, {}).toPromise()
const ticks = await new Promise((resolve, reject) => {
  const seen = []
  client.subscription(gql`subscription { ticks(number: 3) }`, {}).subscribe(result => {
    if (result.error) reject(result.error)
    if (result.data) seen.push(result.data.ticks)
    if (seen.length === 3) resolve(seen)
  })
})
console.log(JSON.stringify({
  thing: query.data?.thing.id,
  bump: mutation.data?.bump,
  code: refused.error?.graphQLErrors[0]?.extensions.code,
  ticks,
}))
process.exit(0)
