// mercurius with its just-in-time compiler, as its documentation shows it.
import { setMaxListeners } from 'node:events'
import Fastify from 'fastify'
import mercurius from 'mercurius'
import { obey, team, tell, typeDefs } from '../shared/plumbing.mjs'

const app = Fastify()
let version = 1
setMaxListeners(0)
app.register(mercurius, {
  schema: typeDefs,
  jit: 1,
  subscription: true,
  resolvers: {
    Team: { seats: (known, { first }) => known.seats.slice(0, first) },
    Subscription: {
      teamProgress: {
        async *subscribe(_, __, { pubsub }) {
          const news = await pubsub.subscribe('team')
          yield { teamProgress: team(version) }
          yield* news
        },
      },
    },
  },
})
await app.listen({ port: 0, host: '127.0.0.1', backlog: 2048 })
tell(app.server.address().port)
obey(() => app.graphql.pubsub.publish({ topic: 'team', payload: { teamProgress: team(++version) } }))
