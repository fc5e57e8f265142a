/** Which rows of a list are in sight. */

import { onScopeDispose, shallowReactive, type ObjectDirective } from 'vue'

/** Returns the names in sight, and the directive that names a row: `v-in-sight="code"`. */
export function useInSight(): { inSight: Set<string>; vInSight: ObjectDirective<Element, string> } {
  const inSight = shallowReactive(new Set<string>())
  const names = new WeakMap<Element, string>()
  const observer = new IntersectionObserver(entries => {
    for (const entry of entries) {
      const name = names.get(entry.target)
      if (name === undefined) continue
      if (entry.isIntersecting) inSight.add(name)
      else inSight.delete(name)
    }
  })
  onScopeDispose(() => observer.disconnect())
  return {
    inSight,
    vInSight: {
      mounted(row, { value }) {
        names.set(row, value)
        observer.observe(row)
      },
      unmounted(row) {
        observer.unobserve(row)
        inSight.delete(names.get(row) ?? '')
      },
    },
  }
}
