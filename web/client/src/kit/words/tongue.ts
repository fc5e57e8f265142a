/** Which language people's own words are in, where that can be seen. */

const HAN = /\p{Script=Han}/u

/** For a `lang` attribute: Chinese where a text has Chinese signs, else whatever stands around it. */
export function tongue(text: string | null | undefined): 'zh-CN' | undefined {
  return text && HAN.test(text) ? 'zh-CN' : undefined
}
