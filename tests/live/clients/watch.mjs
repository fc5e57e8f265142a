// How foreign clients watch a team: `node watch.mjs CLIENT URL CODE` prints each state on a line until the team has formed.
import { ApolloClient, HttpLink, InMemoryCache, gql as apolloGql } from '@apollo/client'
import { GraphQLWsLink } from '@apollo/client/link/subscriptions'
import { Client, fetchExchange, gql as urqlGql, subscriptionExchange } from '@urql/core'
import { createClient as createSse } from 'graphql-sse'
import { createClient } from 'graphql-ws'
import WebSocket from 'ws'

const [name, url, code] = process.argv.slice(2)
const query = `subscription Watch($code: String!) { teamProgress(code: $code) {
  id code status seatsFilled seatsHeld version seats(first: 5) { number state member { displayName } } } }`
const variables = { code }
const sockets = () => createClient({ url: url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 })

const urql = options => new Client({ url, preferGetMethod: false, ...options })
const clients = {
  'graphql-ws': (next, error) => sockets().subscribe({ query, variables }, { next: ({ data }) => next(data), error, complete() {} }),
  'graphql-sse': (next, error) =>
    createSse({ url, retryAttempts: 0 }).subscribe({ query, variables }, { next: ({ data }) => next(data), error, complete() {} }),
  'urql-sse': (next, error) =>
    urql({ fetchSubscriptions: true, exchanges: [fetchExchange] })
      .subscription(urqlGql(query), variables)
      .subscribe(({ data, error: failure }) => (failure ? error(failure) : next(data))),
  'urql-ws': (next, error) => {
    const forward = sockets()
    const exchange = subscriptionExchange({
      forwardSubscription: request => ({
        subscribe: sink => ({ unsubscribe: forward.subscribe({ ...request, query: request.query ?? '' }, sink) }),
      }),
    })
    urql({ exchanges: [fetchExchange, exchange] })
      .subscription(urqlGql(query), variables)
      .subscribe(({ data, error: failure }) => (failure ? error(failure) : next(data)))
  },
  apollo: (next, error) =>
    new ApolloClient({ cache: new InMemoryCache(), link: new GraphQLWsLink(sockets()) })
      .subscribe({ query: apolloGql(query), variables })
      .subscribe({ next: ({ data, error: failure }) => (failure ? error(failure) : next(data)), error }),
}

const fail = failure => {
  console.error(failure)
  process.exit(1)
}
clients[name](({ teamProgress: team }) => {
  console.log(JSON.stringify(team))
  if (team.status === 'FORMED') process.exit(0)
}, fail)
