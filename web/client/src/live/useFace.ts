/** Dresses the page as its screen is to be: theme, language, and how much may move. */

import { watch } from 'vue'
import { settings } from '@/kit/settings'
import { speak } from '@/kit/words/words'
import type { Frame } from './wire/useFrame'

export function useFace(face: () => Frame['screen'] | undefined): void {
  watch(
    () => ({ ...face() }),
    ({ theme, language, lowPower }) => {
      const { dataset } = document.documentElement
      if (theme) dataset['theme'] = theme === 'DAY' ? 'day' : 'night'
      if (language) speak(language === 'EN' ? 'en' : 'zh-CN')
      settings.motion = lowPower ? 'less' : 'system'
      dataset['motion'] = settings.motion
    },
    { immediate: true },
  )
}
