// Weighs what a first visit loads, gzip, and fails where it is too heavy: `npm run sizes`.

import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'

const here = dirname(fileURLToPath(import.meta.url))
const dist = process.env.KAITUAN_PAGES ?? join(here, 'dist')
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'))
const KIB = 1024

// For those who draw scenes, and for a network that blocks sockets.
const SELDOM = /preview|kit\/wire\/stream/

const visits = [
  { name: 'shop: /', parts: ['shop.html', 'src/shop/pages/FeedPage.vue'], js: 90, css: 18 },
  { name: 'shop: /c/:slug', parts: ['shop.html', 'src/shop/pages/CampaignPage.vue'], js: 90, css: 18 },
  { name: 'shop: /t/:code', parts: ['shop.html', 'src/shop/pages/TeamPage.vue'], js: 90, css: 18 },
  { name: 'live: every scene', parts: ['live.html', ...scenes()], js: 80, css: 18 },
]

/** All that the live entry loads: a screen shows every scene within minutes. */
function scenes() {
  const found = new Set()
  const visit = key => {
    for (const next of [...(manifest[key]?.imports ?? []), ...(manifest[key]?.dynamicImports ?? [])]) {
      if (!found.has(next) && !SELDOM.test(next)) visit(next, found.add(next))
    }
  }
  visit('live.html')
  return [...found]
}

function files(parts) {
  const seen = new Set()
  const visit = key => {
    if (seen.has(key)) return
    if (!manifest[key]) throw new Error(`the manifest has no ${key}`)
    seen.add(key)
    manifest[key].imports?.forEach(visit)
  }
  parts.forEach(visit)
  const chunks = [...seen].map(key => manifest[key])
  return { js: new Set(chunks.map(chunk => chunk.file).filter(name => name.endsWith('.js'))), css: new Set(chunks.flatMap(chunk => chunk.css ?? [])) }
}

const weigh = names => [...names].reduce((sum, name) => sum + gzipSync(readFileSync(join(dist, name)), { level: 9 }).length, 0) / KIB

let tooHeavy = false
for (const { name, parts, ...most } of visits) {
  const found = files(parts)
  for (const kind of ['js', 'css']) {
    const kib = weigh(found[kind])
    const over = kib > most[kind]
    tooHeavy ||= over
    console.log(`${name.padEnd(20)} ${kind.padEnd(4)} ${kib.toFixed(1).padStart(6)} KiB of ${most[kind]}${over ? '  TOO HEAVY' : ''}`)
  }
}
process.exitCode = tooHeavy ? 1 : 0
