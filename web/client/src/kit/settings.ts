/** What a device was told to look like: theme, motion and contrast, kept on it. */

import { reactive, watchEffect } from 'vue'

export type Theme = 'system' | 'day' | 'night'
export type Motion = 'system' | 'less'
export type Contrast = 'system' | 'more'

interface Settings {
  theme: Theme
  motion: Motion
  contrast: Contrast
}

const KEPT = 'kaituan:settings'

function read(): Settings {
  const plain: Settings = { theme: 'system', motion: 'system', contrast: 'system' }
  try {
    return { ...plain, ...(JSON.parse(localStorage.getItem(KEPT) ?? '{}') as object) }
  } catch {
    return plain
  }
}

export const settings = reactive(read())

/** Dresses the document by the settings, now and at every change. */
export function dress(): void {
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const sharp = matchMedia('(prefers-contrast: more)')
  const system = reactive({ dark: dark.matches, sharp: sharp.matches })
  dark.addEventListener('change', () => (system.dark = dark.matches))
  sharp.addEventListener('change', () => (system.sharp = sharp.matches))
  watchEffect(() => {
    const night = settings.theme === 'night' || (settings.theme === 'system' && system.dark)
    document.documentElement.dataset['theme'] = night ? 'night' : 'day'
    document.documentElement.dataset['motion'] = settings.motion
    document.documentElement.dataset['contrast'] = settings.contrast === 'more' || system.sharp ? 'more' : 'normal'
    try {
      localStorage.setItem(KEPT, JSON.stringify(settings))
    } catch {
      // It holds for this page then.
    }
  })
}

export function lessMotion(): boolean {
  return settings.motion === 'less' || matchMedia('(prefers-reduced-motion: reduce)').matches
}
