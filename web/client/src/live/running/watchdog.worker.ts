/** Asks the page for a beat every ten seconds, from a thread of its own, and counts those that stay away. */

import { BEAT_MS, Beats } from './beats'

const beats = new Beats()

self.onmessage = () => beats.heard()

setInterval(() => self.postMessage(beats.due() ? 'reload' : 'beat'), BEAT_MS)
