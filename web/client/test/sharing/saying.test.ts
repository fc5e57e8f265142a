import { mount } from '@vue/test-utils'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { defineComponent, h } from 'vue'
import { copiedOf, sayingOf } from '@/shop/sharing/saying'
import { useShare } from '@/shop/sharing/share'

const URL = 'https://kaituan.example/c/orange?i=23456789AB'
const own = { title: '脐橙', line: (title: string) => `一起拼：${title}` }

describe('what is passed on', () => {
  it('is said in words of our own where the merchant said nothing', () => {
    expect(sayingOf(URL, own, null)).toEqual({ url: URL, title: '脐橙', text: '一起拼：脐橙', copied: URL })
    expect(sayingOf(URL, own, { title: '', text: '' }).copied).toBe(URL)
  })

  it("is said in the merchant's words where it set any", () => {
    const whole = sayingOf(URL, own, { title: '高山脆甜', text: '现摘现发' })
    expect(whole).toEqual({ url: URL, title: '高山脆甜', text: '高山脆甜\n现摘现发', copied: `高山脆甜\n现摘现发\n${URL}` })
    expect(JSON.stringify(whole)).not.toContain('一起拼')
    expect(sayingOf(URL, own, { title: '高山脆甜', text: '' }).text).toBe('一起拼：高山脆甜')
    expect(sayingOf(URL, own, { title: '', text: '现摘现发' })).toMatchObject({ title: '脐橙', text: '现摘现发' })
    expect(copiedOf(URL, { title: '', text: '现摘现发' })).toBe(`现摘现发\n${URL}`)
  })
})

describe('sending it', () => {
  const api = () => {
    let used!: ReturnType<typeof useShare>
    mount(defineComponent({ setup: () => ((used = useShare()), () => h('i')) }))
    return used
  }
  afterEach(() => vi.unstubAllGlobals())

  it('hands the phone title, text and link, and pastes all of it where there is no such way', async () => {
    const sent = sayingOf(URL, own, { title: '高山脆甜', text: '现摘现发' })
    const share = vi.fn().mockResolvedValue(undefined)
    const writeText = vi.fn().mockResolvedValue(undefined)
    vi.stubGlobal('navigator', { share, clipboard: { writeText } })
    await api().share(sent)
    expect(share).toHaveBeenCalledWith({ title: '高山脆甜', text: '高山脆甜\n现摘现发', url: URL })
    expect(writeText).not.toHaveBeenCalled()
    vi.stubGlobal('navigator', { clipboard: { writeText } })
    await api().share(sent)
    expect(writeText).toHaveBeenCalledWith(`高山脆甜\n现摘现发\n${URL}`)
  })
})
