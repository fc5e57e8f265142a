import { auditServer } from 'graphql-http'

const [url] = process.argv.slice(2)
const results = await auditServer({ url })
console.log(JSON.stringify(results.map(({ status, name, reason }) => ({ status, name, reason }))))
