import { createHash } from 'node:crypto'
import { ApolloClient, ApolloLink, HttpLink, InMemoryCache, gql } from '@apollo/client'
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries'
import { GraphQLWsLink } from '@apollo/client/link/subscriptions'
import { createClient } from 'graphql-ws'
import WebSocket from 'ws'

const [url] = process.argv.slice(2)
const bodies = []
const counting = (input, init) => {
  bodies.push(JSON.parse(init.body))
  return fetch(input, init)
}
const sockets = createClient({ url: url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 })
const persisted = new PersistedQueryLink({ sha256: text => createHash('sha256').update(text).digest('hex') })
const http = persisted.concat(new HttpLink({ uri: url, fetch: counting }))
const client = new ApolloClient({
  cache: new InMemoryCache(),
  link: ApolloLink.split(({ operationType }) => operationType === 'subscription', new GraphQLWsLink(sockets), http),
})
const ask = () => client.query({ query: gql`{ thing { id name } }`, fetchPolicy: 'network-only' })
const first = await ask()
const again = await ask()
const ticks = await new Promise((resolve, reject) => {
  const seen = []
  client.subscribe({ query: gql`subscription { ticks(number: 3) }` }).subscribe({
    next: result => seen.push(result.data.ticks),
    error: reject,
    complete: () => resolve(seen),
  })
})
console.log(JSON.stringify({
  thing: first.data.thing.id,
  again: again.data.thing.id,
  texts: bodies.map(body => 'query' in body),
  ticks,
}))
process.exit(0)
