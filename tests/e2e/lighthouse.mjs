// Lighthouse over the addresses given, each up to three times: `lighthouse.mjs URL... `.
// Prints one JSON line for each with the best of its runs: scores 0 to 1, and times in ms.

import { launch } from 'chrome-launcher'
import lighthouse from 'lighthouse'

const RUNS = 3
const FLAGS = ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']
const audits = { lcp: 'largest-contentful-paint', tbt: 'total-blocking-time', cls: 'cumulative-layout-shift', fcp: 'first-contentful-paint' }

async function look(url) {
  const chrome = await launch({ chromePath: process.env.CHROME_PATH ?? '/usr/bin/chromium', chromeFlags: FLAGS })
  try {
    const { lhr } = await lighthouse(url, { port: chrome.port, onlyCategories: ['performance', 'accessibility', 'best-practices'], logLevel: 'error' })
    const scores = Object.fromEntries(Object.values(lhr.categories).map(category => [category.id, category.score]))
    const times = Object.fromEntries(Object.entries(audits).map(([name, id]) => [name, lhr.audits[id].numericValue]))
    const short = Object.values(lhr.categories).flatMap(category => category.auditRefs)
      .filter(ref => ref.weight > 0 && lhr.audits[ref.id].score !== null && lhr.audits[ref.id].score < 0.9)
      .map(ref => `${ref.id} ${lhr.audits[ref.id].score} ${lhr.audits[ref.id].displayValue ?? ''}`)
    return { url, ...scores, ...times, short }
  } finally {
    chrome.kill()
  }
}

// What must hold comes first: the fastest of three looks may be the one that jumped.
const worth = seen => [seen.accessibility, seen['best-practices'], Number(seen.cls <= 0.02), seen.performance]

function isBetter(one, other) {
  const [mine, its] = [worth(one), worth(other)]
  const at = mine.findIndex((score, index) => score !== its[index])
  return at >= 0 && mine[at] > its[at]
}

const good = seen => seen.performance >= 0.95 && seen.accessibility === 1 && seen['best-practices'] === 1 && seen.cls <= 0.02

for (const url of process.argv.slice(2)) {
  let best = null
  for (let run = 0; run < RUNS && !(best && good(best)); run++) {
    const seen = await look(url)
    if (!best || isBetter(seen, best)) best = seen
  }
  console.log(JSON.stringify(best))
}
