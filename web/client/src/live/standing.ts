/** How well this screen hears the server, for every scene; the preview says what it likes. */

import { inject, provide, type InjectionKey, type Ref } from 'vue'
import { useConnection, type Health } from '@/kit/wire/connection'

export interface Standing {
  health: Readonly<Ref<Health>>
  /** The server's moment of the last thing heard; null before. */
  asOf: Readonly<Ref<number | null>>
}

const KEY: InjectionKey<Standing> = Symbol('standing')

export function provideStanding(standing: Standing): void {
  provide(KEY, standing)
}

export function useStanding(): Standing {
  return inject(KEY, () => useConnection(), true)
}
