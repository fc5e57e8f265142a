// Puts GraphiQL together in dist/: `node web/graphiql/build.mjs`, from any folder.
// Its browser builds come from npm and are copied as they are; nothing is bundled.

import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const modules = join(here, 'node_modules')
const dist = join(here, 'dist')
const operations = resolve(here, '../../docs/operations')

const copies = {
  'react/umd/react.production.min.js': 'react.js',
  'react-dom/umd/react-dom.production.min.js': 'react-dom.js',
  'graphql-ws/umd/graphql-ws.min.js': 'graphql-ws.js',
  'graphiql/graphiql.min.js': 'graphiql.js',
  'graphiql/graphiql.min.css': 'graphiql.css',
}

function install() {
  // npm lies beside the node that runs this, in a download and in a Python wheel alike.
  const bin = dirname(process.execPath)
  const npm = [
    join(bin, '../lib/node_modules/npm/bin/npm-cli.js'),
    join(bin, 'node_modules/npm/bin/npm-cli.js'),
    join(bin, 'lib/node_modules/npm/bin/npm-cli.js'),
  ].find(existsSync)
  const options = { cwd: here, stdio: 'inherit' }
  const args = ['ci', '--no-audit', '--no-fund', '--ignore-scripts']
  if (npm) execFileSync(process.execPath, [npm, ...args], options)
  else execFileSync('npm', args, { ...options, shell: process.platform === 'win32' })
}

function installed() {
  const wanted = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8')).dependencies
  return Object.entries(wanted).every(([name, version]) => {
    const found = join(modules, name, 'package.json')
    return existsSync(found) && JSON.parse(readFileSync(found, 'utf8')).version === version
  })
}

// One tab for each operation; a line "# variables: {...}" above it gives its variables.
function examples() {
  if (!existsSync(operations)) return []
  return readdirSync(operations)
    .filter(name => name.endsWith('.graphql'))
    .sort()
    .flatMap(name => readFileSync(join(operations, name), 'utf8').split(/\n\s*\n/))
    .filter(text => /^(query|mutation|subscription) \w/m.test(text))
    .map(text => {
      const told = text.match(/^#\s*variables:\s*(\{.*\})\s*$/m)
      return {
        query: `${text.replace(/^#\s*variables:.*\n?/gm, '').trim()}\n`,
        variables: told ? JSON.stringify(JSON.parse(told[1]), null, 2) : undefined,
      }
    })
}

if (!installed()) install()
rmSync(dist, { recursive: true, force: true })
mkdirSync(dist)
for (const [from, to] of Object.entries(copies)) cpSync(join(modules, from), join(dist, to))
for (const name of ['index.html', 'explorer.js', 'explorer.css']) cpSync(join(here, 'src', name), join(dist, name))
const tabs = examples()
writeFileSync(join(dist, 'operations.js'), `window.kaituanOperations = ${JSON.stringify(tabs)}\n`)
console.log(`GraphiQL: ${dist}, ${tabs.length} example operations`)
