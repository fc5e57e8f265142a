// graphql-ws on Node's ws, as its documentation shows it: a generator for each who watches.
import { EventEmitter } from 'node:events'
import { GraphQLError, buildSchema } from 'graphql'
import { useServer } from 'graphql-ws/use/ws'
import { WebSocketServer } from 'ws'
import { obey, team, tell, typeDefs } from '../shared/plumbing.mjs'

const events = new EventEmitter().setMaxListeners(0)
let version = 1

async function* teamProgress() {
  const waiting = []
  let wake = () => {}
  const hear = (news) => {
    waiting.push(news)
    wake()
  }
  events.on('team', hear)
  try {
    yield { teamProgress: view(team(1)) }
    for (;;) {
      while (waiting.length) yield { teamProgress: waiting.shift() }
      await new Promise((resolve) => (wake = resolve))
    }
  } finally {
    events.off('team', hear)
  }
}

const view = (known) => ({ ...known, seats: ({ first }) => known.seats.slice(0, first) })

const server = new WebSocketServer({ port: 0, host: '127.0.0.1', path: '/graphql', backlog: 2048 })
useServer(
  {
    schema: buildSchema(typeDefs),
    roots: { subscription: { teamProgress } },
    onError: (_, __, ___, errors) => errors.map((error) => new GraphQLError(error.message)),
  },
  server,
)
server.on('listening', () => tell(server.address().port))
obey(() => events.emit('team', view(team(++version))))
