// What a page looks like to a machine; put into it by looks.py.

window.looks = {
  /** What stands outside the window or makes the page scroll sideways; what scrolls or is
   * clipped inside another element on purpose does not count. */
  overflows() {
    const root = document.documentElement
    const wide = root.clientWidth
    const found = root.scrollWidth > wide + 1 ? [`the page is ${root.scrollWidth} of ${wide}`] : []
    const clipped = element => {
      for (let up = element.parentElement; up && up !== document.body; up = up.parentElement) {
        if (/auto|scroll|hidden|clip/.test(getComputedStyle(up).overflowX)) return true
      }
      return false
    }
    for (const element of document.body.querySelectorAll('*')) {
      const box = element.getBoundingClientRect()
      if (!box.width || !box.height || element.closest('.unseen')) continue
      if ((box.right > wide + 1 || box.left < -1) && !clipped(element)) {
        found.push(`${element.tagName}.${element.getAttribute('class')} ${box.left | 0}…${box.right | 0}`)
      }
    }
    return found.slice(0, 8)
  },

  /** Chinese that is seen or read aloud, but for what is marked as another language. */
  chinese() {
    const said = /[\u3400-\u9fff]/
    const marked = element => {
      const by = element.closest('[lang]')
      return by !== null && by !== document.documentElement && (by.getAttribute('lang') ?? '').startsWith('zh')
    }
    const found = []
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const around = node.parentElement
      if (said.test(node.data) && around.getClientRects().length && !marked(around)) found.push(node.data.trim())
    }
    const names = ['aria-label', 'alt', 'title', 'placeholder']
    for (const element of document.body.querySelectorAll(names.map(name => `[${name}]`).join())) {
      for (const name of names) {
        const text = element.getAttribute(name) ?? ''
        if (said.test(text) && !marked(element)) found.push(`${name}: ${text}`)
      }
    }
    return found.slice(0, 8)
  },
}
