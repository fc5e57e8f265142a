/** Signing in and up: what was typed, what became of it, and how long to wait. */

import { computed, reactive, ref, watch, type Ref } from 'vue'
import { clock } from '@/kit/time/clock'
import { useSecondsLeft } from '@/kit/time/countdown'
import { NoAnswer, Refused, tell } from '@/kit/wire/client'
import { changeViewer } from '../viewer'
import { wrongIn, type SigningDraft, type SigningField } from './rules'
import { SignInDocument, SignUpDocument } from './signing.gql'

/** Why nobody is signed in now; `WAIT` until `waitSeconds` is over. */
export type Why = 'WrongCredentials' | 'HandleTaken' | 'WAIT' | 'silent' | 'limited' | 'BAD_INPUT' | 'refused'

/** Returns the form's state for signing in, or up while `signingUp`; `go` answers whether it worked. */
export function useSigning(signingUp: Ref<boolean>) {
  const draft = reactive<SigningDraft>({ handle: '', password: '', displayName: '' })
  const tried = ref(false)
  const busy = ref(false)
  const why = ref<Why | null>(null)
  const until = ref<string | null>(null)
  const waitSeconds = useSecondsLeft(until)
  const wrong = computed<SigningField[]>(() => (tried.value ? wrongIn(draft, signingUp.value) : []))
  const waiting = computed(() => why.value === 'WAIT' && (waitSeconds.value ?? 0) > 0)

  watch(signingUp, () => {
    tried.value = false
    why.value = null
  })

  async function send(): Promise<Why | null> {
    const handle = draft.handle.trim()
    if (signingUp.value) {
      const { signUp } = await tell(SignUpDocument, { input: { handle, password: draft.password, displayName: draft.displayName.trim() } })
      return signUp.__typename === 'SignedUp' ? null : signUp.__typename
    }
    const { signIn } = await tell(SignInDocument, { input: { handle, password: draft.password } })
    if (signIn.__typename === 'SignedIn') return null
    if (signIn.__typename !== 'TooManyAttempts') return signIn.__typename
    until.value = new Date(clock.now() + signIn.retryAfterSeconds * 1000).toISOString()
    return 'WAIT'
  }

  function whyOf(fault: unknown): Why {
    if (fault instanceof NoAnswer) return 'silent'
    if (!(fault instanceof Refused)) return 'refused'
    if (fault.code === 'RATE_LIMITED') return 'limited'
    return fault.code === 'BAD_INPUT' ? 'BAD_INPUT' : 'refused'
  }

  async function go(): Promise<boolean> {
    tried.value = true
    if (wrong.value.length > 0 || busy.value || waiting.value) return false
    busy.value = true
    why.value = null
    try {
      why.value = await send()
      if (why.value !== null) return false
      await changeViewer()
      return true
    } catch (fault) {
      why.value = whyOf(fault)
      return false
    } finally {
      busy.value = false
    }
  }

  return { draft, wrong, busy, why, waiting, waitSeconds, go }
}
