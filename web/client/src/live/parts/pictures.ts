/** Pictures that were loaded once are held, the sixty used last: a screen shows few, again and again. */

import { ref, toValue, watch, type MaybeRefOrGetter, type Ref } from 'vue'

export const HELD_MOST = 60

/** Holds up to `most` things by name; whichever was asked for longest ago goes first. */
export class Recent<Thing> {
  private readonly held = new Map<string, Thing>()

  constructor(private readonly most: number) {}

  get(name: string, make: () => Thing): Thing {
    const thing = this.held.get(name) ?? make()
    this.held.delete(name)
    this.held.set(name, thing)
    if (this.held.size > this.most) this.held.delete(this.held.keys().next().value as string)
    return thing
  }

  drop(name: string): void {
    this.held.delete(name)
  }

  get size(): number {
    return this.held.size
  }
}

const pictures = new Recent<Promise<HTMLImageElement>>(HELD_MOST)

function load(address: string): Promise<HTMLImageElement> {
  const picture = new Image()
  picture.src = address
  return picture.decode().then(() => picture)
}

/** Returns the address of a picture once it is there whole; null before, and where it never comes. */
export function usePicture(address: MaybeRefOrGetter<string | undefined>): Ref<string | null> {
  const shown = ref<string | null>(null)
  watch(
    () => toValue(address),
    async wanted => {
      if (!wanted) shown.value = null
      else {
        const came = await pictures.get(wanted, () => load(wanted)).then(
          () => true,
          () => false,
        )
        if (!came) pictures.drop(wanted)
        if (toValue(address) === wanted) shown.value = came ? wanted : null
      }
    },
    { immediate: true },
  )
  return shown
}
