// What a screen on a wall looks like to a machine; put into it by walls.py.

window.walls = {
  /** One pixel of a wall of 1920 by 1080, or of 1080 by 1920 where the screen stands upright. */
  unit() {
    const [wide, high] = innerWidth > innerHeight ? [1920, 1080] : [1080, 1920]
    return Math.min(innerWidth / wide, innerHeight / high)
  },

  /** Every piece of text that is seen, with where it stands and how high its signs are drawn. */
  texts() {
    const found = []
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const around = node.parentElement
      if (!node.data.trim() || around.closest('.unseen, script, style')) continue
      const range = document.createRange()
      range.selectNodeContents(node)
      const box = around instanceof SVGElement ? around.getBoundingClientRect() : range.getBoundingClientRect()
      if (!box.width || !box.height) continue
      const scale = around instanceof SVGElement ? around.getScreenCTM().a : 1
      found.push({ text: node.data.trim(), around, box, size: parseFloat(getComputedStyle(around).fontSize) * scale })
    }
    return found
  },

  /** The part of a box that no ancestor cuts off. */
  seen(element, { left, top, right, bottom }) {
    for (let up = element; up && up !== document.body; up = up.parentElement) {
      if (getComputedStyle(up).overflowX !== 'hidden') continue
      const cut = up.getBoundingClientRect()
      left = Math.max(left, cut.left)
      right = Math.min(right, cut.right)
      top = Math.max(top, cut.top)
      bottom = Math.min(bottom, cut.bottom)
    }
    return { left, top, right, bottom }
  },

  /** Text that is too small to be read across a room, or stands in the edge that sets may cut off. */
  faults() {
    const found = []
    const root = document.scrollingElement
    if (root.scrollWidth > innerWidth + 1 || root.scrollHeight > innerHeight + 1) found.push('the page is larger than the screen')
    const edge = { x: innerWidth * 0.05 - 1, y: innerHeight * 0.05 - 1 }
    const least = 33 * walls.unit()
    for (const { text, around, box, size } of walls.texts()) {
      if (size < least - 0.01) found.push(`small ${(size / walls.unit()).toFixed(1)}u: ${text}`)
      const { left, top, right, bottom } = walls.seen(around, box)
      const isIn = left >= edge.x && right <= innerWidth - edge.x && top >= edge.y && bottom <= innerHeight - edge.y
      if (!isIn) found.push(`edge ${[left, top, right, bottom].map(Math.round)}: ${text}`)
    }
    return [...found, ...walls.covered()].slice(0, 12)
  },

  /** Texts that stand on one another. */
  covered() {
    const found = []
    const all = walls.texts().map(each => ({ ...each, ...walls.seen(each.around, each.box) }))
    for (const [index, one] of all.entries()) {
      for (const other of all.slice(index + 1)) {
        if (one.around === other.around) continue
        const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left)
        const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top)
        // Lines of one paragraph share a little of their leading.
        if (wide > 2 && high > 0.3 * Math.min(one.size, other.size)) found.push(`covered: ${one.text} / ${other.text}`)
      }
    }
    return found
  },

  nodes: () => document.querySelectorAll('*').length,
}
