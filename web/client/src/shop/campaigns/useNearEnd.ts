/** Calls when the end of a list comes near, so that the next page is there before it is reached. */

import { onScopeDispose, watch, type Ref } from 'vue'

export function useNearEnd(mark: Readonly<Ref<Element | null>>, near: () => void): void {
  let watcher: IntersectionObserver | null = null
  const stop = () => watcher?.disconnect()
  watch(
    mark,
    element => {
      stop()
      if (!element || typeof IntersectionObserver === 'undefined') return
      watcher = new IntersectionObserver(seen => seen.some(each => each.isIntersecting) && near(), { rootMargin: '600px' })
      watcher.observe(element)
    },
    { flush: 'post', immediate: true },
  )
  onScopeDispose(stop)
}
