// The shelf by mercurius, with its compiler and its loaders.
import Fastify from 'fastify'
import mercurius from 'mercurius'
import pg from 'pg'
import { obey, tell, wishes } from '../shared/plumbing.mjs'

const pool = new pg.Pool({ connectionString: wishes.database, max: 8 })

const schema = `
  scalar BigInt
  scalar Decimal
  scalar DateTime
  type Money { fen: BigInt! amount: Decimal! }
  type Merchant { id: ID! name: String! slug: String! }
  type Sku { id: ID! name: String! teamPrice: Money! stockLeft: Int! }
  type Team { code: String! size: Int! seatsFilled: Int! seatsLeft: Int! closesAt: DateTime! }
  type Teams { nodes: [Team!]! }
  type Campaign {
    id: ID! slug: String! title: String! kind: String! size: Int! endsAt: DateTime!
    teamPrice: Money! merchant: Merchant! skus: [Sku!]! openTeams(first: Int!): Teams!
  }
  type Campaigns { nodes: [Campaign!]! }
  type Query { campaigns(first: Int!): Campaigns! }
`

// Prepared once on each connection, as the driver does for statements that have a name.
const rows = async (name, text, values) => (await pool.query({ name, text, values })).rows

const money = (fen) => ({ fen, amount: (Number(fen) / 100).toFixed(2) })

const grouped = (found, key) => {
  const groups = new Map()
  for (const row of found) {
    const group = groups.get(row[key])
    if (group) group.push(row)
    else groups.set(row[key], [row])
  }
  return groups
}

const resolvers = {
  Query: {
    async campaigns (_, { first }) {
      const found = await rows('campaigns', `
        SELECT id, slug, title, kind, size, ends_at, team_price_fen, merchant_id FROM campaign
         WHERE status = 'PUBLISHED' AND starts_at <= $1 AND ends_at > $1
         ORDER BY published_at DESC, id DESC LIMIT $2`, [new Date(), first])
      return {
        nodes: found.map((row) => ({
          id: row.id,
          slug: row.slug,
          title: row.title,
          kind: row.kind,
          size: row.size,
          endsAt: row.ends_at,
          teamPrice: money(row.team_price_fen),
          merchantId: row.merchant_id
        }))
      }
    }
  }
}

const loaders = {
  Campaign: {
    async merchant (asked) {
      const found = await rows('merchants', 'SELECT id, name, slug FROM merchant WHERE id = ANY($1)',
        [asked.map(({ obj }) => obj.merchantId)])
      const merchants = new Map(found.map((row) => [row.id, row]))
      return asked.map(({ obj }) => merchants.get(obj.merchantId))
    },
    async skus (asked) {
      const found = await rows('choices', `
        SELECT c.campaign_id, s.id, s.name, c.team_price_fen, c.stock - c.taken AS stock_left
          FROM campaign_sku c JOIN sku s ON s.id = c.sku_id
         WHERE c.campaign_id = ANY($1) ORDER BY c.team_price_fen, s.id`,
      [asked.map(({ obj }) => obj.id)])
      const choices = grouped(found, 'campaign_id')
      return asked.map(({ obj }) => (choices.get(obj.id) ?? []).map((row) => ({
        id: row.id,
        name: row.name,
        teamPrice: money(row.team_price_fen),
        stockLeft: row.stock_left
      })))
    },
    async openTeams (asked) {
      const found = await rows('teams', `
        SELECT asked.id AS campaign_id, t.code, t.size, t.seats_filled, t.closes_at,
               t.size - t.seats_filled - t.seats_held AS seats_left
          FROM unnest($1::uuid[], $2::integer[]) AS asked (id, most)
         CROSS JOIN LATERAL (SELECT * FROM joinable_teams(asked.id, $3) j
                              ORDER BY j.closes_at, j.id LIMIT asked.most) t
         ORDER BY t.closes_at, t.id`,
      [asked.map(({ obj }) => obj.id), asked.map(({ params }) => params.first), new Date()])
      const teams = grouped(found, 'campaign_id')
      return asked.map(({ obj }) => ({
        nodes: (teams.get(obj.id) ?? []).map((row) => ({
          code: row.code,
          size: row.size,
          seatsFilled: row.seats_filled,
          seatsLeft: row.seats_left,
          closesAt: row.closes_at
        }))
      }))
    }
  }
}

const app = Fastify()
app.register(mercurius, { schema, resolvers, loaders, jit: 1 })
await app.listen({ host: '127.0.0.1', port: 0 })
tell(app.server.address().port)
obey()
