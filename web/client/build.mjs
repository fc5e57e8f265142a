// Puts the pages together in dist/: documents typed from the schema, bundles, and what the
// server reads of them: dist/.vite/manifest.json and dist/documents.json (name -> text).

import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse, print, visit } from 'graphql'

const here = dirname(fileURLToPath(import.meta.url))
const dist = process.env.KAITUAN_PAGES ?? join(here, 'dist')

function run(tool, ...args) {
  execFileSync(process.execPath, [join(here, 'node_modules', tool), ...args], { cwd: here, stdio: 'inherit' })
}

/** Every operation by its name, whole: with the fragments it uses, and those that they use. */
function operations() {
  const files = readdirSync(join(here, 'src'), { recursive: true }).filter(name => name.endsWith('.graphql'))
  const parts = files.flatMap(name => parse(readFileSync(join(here, 'src', name), 'utf8')).definitions)
  const fragments = new Map(parts.filter(part => part.kind === 'FragmentDefinition').map(part => [part.name.value, part]))
  const used = (part, found = new Set()) => {
    visit(part, {
      FragmentSpread({ name }) {
        if (!found.has(name.value) && fragments.has(name.value)) used(fragments.get(name.value), found.add(name.value))
      },
    })
    return found
  }
  const whole = part => [part, ...[...used(part)].map(name => fragments.get(name))].map(print).join('\n')
  return Object.fromEntries(
    parts.filter(part => part.kind === 'OperationDefinition').map(part => [part.name.value, whole(part)]),
  )
}

run('@graphql-codegen/cli/cjs/bin.js', '--config', 'codegen.ts')
if (process.argv.includes('--types')) run('vue-tsc/bin/vue-tsc.js', '--noEmit')
run('vite/bin/vite.js', 'build', '--logLevel', 'warn')
mkdirSync(dist, { recursive: true })
writeFileSync(join(dist, 'documents.json'), JSON.stringify(operations(), null, 1))
console.log(`client: ${dist}`)
