// Puts the verifier together in dist/: index.js and its chunks for a browser or a bundler,
// cli.js for Node, and the tests. What curves need is a chunk that is fetched when it is used.

import { execFileSync } from 'node:child_process'
import { readdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const here = dirname(fileURLToPath(import.meta.url))
const shared = {
  absWorkingDir: here,
  bundle: true,
  splitting: true,
  format: 'esm',
  target: 'es2022',
  legalComments: 'inline',
  logLevel: 'warning',
}
const tsc = join(here, 'node_modules/typescript/bin/tsc')
const tests = readdirSync(join(here, 'test')).filter(name => name.endsWith('.ts'))

rmSync(join(here, 'dist'), { recursive: true, force: true })
execFileSync(process.execPath, [tsc, '-p', '.'], { cwd: here, stdio: 'inherit' })
await build({ ...shared, entryPoints: ['src/index.ts'], outdir: 'dist', minify: true, sourcemap: true })
await build({ ...shared, entryPoints: ['src/cli.ts'], outdir: 'dist/node', platform: 'node' })
await build({
  ...shared,
  entryPoints: tests.map(name => `test/${name}`),
  outdir: 'dist/test',
  platform: 'node',
  sourcemap: 'inline',
})
console.log('draws: dist/index.js, dist/node/cli.js')
