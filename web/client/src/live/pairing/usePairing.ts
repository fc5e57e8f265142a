/** A page that is no screen yet: a code that somebody approves, another one every ten minutes. */

import { onScopeDispose, ref, watch } from 'vue'
import { clock } from '@/kit/time/clock'
import { useSecondsLeft } from '@/kit/time/countdown'
import { tell } from '@/kit/wire/client'
import { useWatch } from '@/kit/wire/useWatch'
import { PairingNowDocument, PairingStateDocument, StartPairingDocument, type PairingFactsFragment } from './pairing.gql'

const ORDER: Record<PairingFactsFragment['state'], number> = { PENDING: 1, APPROVED: 2, EXPIRED: 3 }
const FIRST_WAIT_S = 5
const WAIT_MOST_S = 60

/** Returns the code to show and its end, or in how many seconds one is asked for again.
 *
 * `approved` is called with the token that somebody gave this page. */
export function usePairing(approved: (token: string) => void) {
  const code = ref<string | null>(null)
  const secret = ref<string | null>(null)
  const expiresAt = ref<string | null>(null)
  const retryAt = ref<string | null>(null)
  const isRefused = ref(false)
  let wait = FIRST_WAIT_S
  let timer: ReturnType<typeof setTimeout> | undefined
  let alive = true
  let starting = false

  function later(seconds: number): void {
    code.value = secret.value = expiresAt.value = null
    retryAt.value = new Date(clock.now() + seconds * 1000).toISOString()
    timer = setTimeout(() => void start(), seconds * 1000)
  }

  async function start(): Promise<void> {
    // An end may be told, counted down to and come with the network, all in one moment.
    if (starting) return
    starting = true
    clearTimeout(timer)
    try {
      const { startPairing } = await tell(StartPairingDocument, {})
      if (!alive) return
      isRefused.value = startPairing.__typename === 'TooManyPairings'
      if (startPairing.__typename === 'TooManyPairings') return later(startPairing.retryAfterSeconds)
      clock.atLeast(Date.parse(startPairing.serverTime))
      ;({ code: code.value, secret: secret.value, expiresAt: expiresAt.value } = startPairing)
      retryAt.value = null
      wait = FIRST_WAIT_S
    } catch {
      if (!alive) return
      isRefused.value = false
      later(wait)
      wait = Math.min(wait * 2, WAIT_MOST_S)
    } finally {
      starting = false
    }
  }

  const versioned = (pairing: PairingFactsFragment) => ({ ...pairing, version: ORDER[pairing.state] })
  const { value } = useWatch({
    document: PairingStateDocument,
    variables: () => (secret.value === null ? null : { secret: secret.value }),
    pick: data => versioned(data.pairing),
    poll: { document: PairingNowDocument, variables: () => ({ secret: secret.value ?? '' }), pick: data => versioned(data.pairing) },
  })
  watch(value, pairing => {
    if (pairing?.state === 'APPROVED' && pairing.token) approved(pairing.token)
    else if (pairing?.state === 'EXPIRED') void start()
  })

  const codeLeft = useSecondsLeft(expiresAt)
  // The server says so first; this is for who cannot hear it.
  watch(codeLeft, left => {
    if (left === 0) void start()
  })
  const online = () => void (code.value === null && start())
  window.addEventListener('online', online)
  void start()
  onScopeDispose(() => {
    alive = false
    clearTimeout(timer)
    window.removeEventListener('online', online)
  })
  return { code, codeLeft, retryLeft: useSecondsLeft(retryAt), isRefused }
}
