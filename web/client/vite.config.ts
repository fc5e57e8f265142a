import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

const server = process.env['KAITUAN_URL'] ?? 'http://127.0.0.1:8000'
const behind = ['/graphql', '/img', '/pictures', '/draws', '/sandbox', '/favicon.svg', '/schema.graphql']

/** While developing, an address without an ending is the page that would answer it. */
const pages: Plugin = {
  name: 'kaituan-pages',
  configureServer(vite) {
    vite.middlewares.use((request, _response, next) => {
      const path = request.url?.split('?')[0] ?? '/'
      const isPage = request.headers.accept?.includes('text/html') && !behind.some(start => path.startsWith(start))
      if (isPage && !path.endsWith('.html')) request.url = path.startsWith('/live') ? '/live.html' : '/shop.html'
      next()
    })
  },
}

/** Documents travel without the blanks that they were laid out with. */
const documents: Plugin = {
  name: 'kaituan-documents',
  apply: 'build',
  transform(code, id) {
    return id.endsWith('.gql.ts') ? { code: code.replace(/`([^`]*)`/g, (_, text: string) => JSON.stringify(text.replace(/\s+/g, ' ').trim())), map: null } : null
  },
}

/** What nearly every page needs, in one file each; what few need stays where it is loaded. */
const shared = [
  { name: 'vendor', test: /node_modules\/(?!graphql-sse|uqr|vue-router)/, priority: 3 },
  { name: 'kit', test: /src\/kit\/(?!draws|wire\/stream|ui\/QrCode)/, priority: 2, minShareCount: 2 },
  { name: 'parts', test: /src\/shop\/(ui|campaigns|teaming|sharing\/(share|invite|ShareNote)\b|me\/(events|coalesced)|buying\/useBuyDoor)/, priority: 1, minShareCount: 2 },
  { name: 'team', test: /src\/shop\/team\//, minShareCount: 2 },
]

export default defineConfig({
  plugins: [vue(), pages, documents],
  appType: 'mpa',
  resolve: {
    alias: {
      '@draws': fileURLToPath(new URL('../draws/dist/index.js', import.meta.url)),
      // Without its compiler: src/kit/words makes functions of our texts.
      'petite-vue-i18n': fileURLToPath(new URL('./node_modules/petite-vue-i18n/dist/petite-vue-i18n.runtime.mjs', import.meta.url)),
      '@': fileURLToPath(new URL('./src', import.meta.url)),
    },
  },
  define: {
    __VUE_OPTIONS_API__: 'false',
    __VUE_PROD_DEVTOOLS__: 'false',
    __INTLIFY_PROD_DEVTOOLS__: 'false',
    __INTLIFY_DROP_MESSAGE_COMPILER__: 'true',
  },
  build: {
    target: 'es2022',
    outDir: process.env['KAITUAN_PAGES'] ?? 'dist',
    emptyOutDir: true,
    manifest: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      input: { shop: 'shop.html', live: 'live.html' },
      // Few files: to a phone far away each is a journey of its own, and a page wants thirty small ones.
      output: { codeSplitting: { groups: [...shared] } },
    },
  },
  worker: { format: 'es' },
  server: {
    port: 5173,
    proxy: Object.fromEntries(behind.map(start => [start, { target: server, ws: start === '/graphql' }])),
  },
  test: { environment: 'happy-dom', include: ['test/**/*.test.ts', 'src/**/*.test.ts'] },
})
