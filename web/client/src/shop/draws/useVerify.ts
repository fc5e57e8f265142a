/** Has a draw's files checked in a worker, and says how far it is and what it found. */

import { onScopeDispose, ref, shallowRef } from 'vue'
import type { Check, Report, Verdict } from './verifying'

export type Verifying = 'idle' | 'busy' | 'done' | 'unreachable' | 'absent'

interface Checker {
  postMessage: (check: Check) => void
  terminate: () => void
  onmessage: ((event: MessageEvent<Report>) => void) | null
  onerror: ((event: ErrorEvent) => void) | null
}

function newWorker(): Checker {
  return new Worker(new URL('./verify.worker.ts', import.meta.url), { type: 'module' })
}

/** Returns how to check, how far it is (0 to 1), and the verdict; one check at a time. */
export function useVerify(open: () => Checker = newWorker) {
  const state = ref<Verifying>('idle')
  const share = ref(0)
  const verdict = shallowRef<Verdict | null>(null)
  /** Which line was changed for this check; null where none was. */
  const altered = ref<number | null>(null)
  let worker: Checker | null = null

  function end(next: Verifying): void {
    worker?.terminate()
    worker = null
    state.value = next
  }

  function heard(report: Report): void {
    if (report.kind === 'progress') share.value = report.of > 0 ? Math.min(report.read / report.of, 1) : 0
    else if (report.kind === 'failed') end(report.why)
    else {
      verdict.value = report.verdict
      altered.value = report.altered
      end('done')
    }
  }

  function run(check: Check): void {
    end('busy')
    share.value = 0
    verdict.value = null
    altered.value = null
    worker = open()
    worker.onmessage = event => heard(event.data)
    worker.onerror = () => end('unreachable')
    worker.postMessage(check)
  }

  onScopeDispose(() => worker?.terminate())
  return { state, share, verdict, altered, run }
}
