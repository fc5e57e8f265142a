// The shelf by PostGraphile, from the views in shelf.sql.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { makeAddInflectorsPlugin } from 'graphile-utils'
import pg from 'pg'
import { postgraphile } from 'postgraphile'
import { obey, tell, wishes } from '../shared/plumbing.mjs'

const pool = new pg.Pool({ connectionString: wishes.database, max: 8 })

const found = await pool.query("SELECT 1 FROM pg_namespace WHERE nspname = 'shelf'")
if (!found.rowCount) await pool.query(readFileSync(new URL('shelf.sql', import.meta.url), 'utf8'))

// A list is called what the others call it: `skus`, without `List` behind.
const names = makeAddInflectorsPlugin({
  computedColumnList (name) { return this.camelCase(name) }
}, true)

const handle = postgraphile(pool, 'shelf', {
  appendPlugins: [names],
  bodySizeLimit: '100kB',
  disableDefaultMutations: true,
  disableQueryLog: true,
  dynamicJson: true,
  graphiql: false,
  ignoreRBAC: true,
  legacyRelations: 'omit',
  setofFunctionsContainNulls: false
})
const server = createServer(handle)
server.listen(0, '127.0.0.1', () => tell(server.address().port))
obey()
