/** The viewer's notifications: listed, joined by what happens now, and read as they are seen. */

import { ref, shallowRef, watch } from 'vue'
import { ask, Refused, tell } from '@/kit/wire/client'
import { coalesced } from './coalesced'
import { setUnread, useViewerEvents, type Happening } from './events'
import { isNotice } from './notices'
import { NotificationsDocument, ReadNotificationsDocument } from './notifications.gql'
import { usePaged } from './usePaged'

const READ_MS = 1200

/** Returns the rows, which of them were unread when they came, and the last that came while looking. */
export function useNotices() {
  const unreadRows = ref(new Set<string>())
  const fresh = shallowRef<Happening | null>(null)
  let firstUnread: number | null = null

  const list = usePaged<Happening>({
    of: 'notices',
    ask: async after => {
      const { viewer } = await ask(NotificationsDocument, { first: 20, after })
      if (!viewer) throw new Refused('', 'UNAUTHENTICATED')
      if (after === null) firstUnread = viewer.unread
      return viewer.notifications
    },
    key: event => event.position,
    keepAs: () => 'notices',
  })

  const read = coalesced(async () => {
    const [latest] = list.rows.value
    if (!latest || document.hidden) return
    const { readNotifications } = await tell(ReadNotificationsDocument, { input: { upTo: latest.position } })
    setUnread(readNotifications.viewer.unread)
  })

  // What is on the page long enough to be looked at is read; the marks stay until it is left.
  let timer = 0
  function seen(): void {
    clearTimeout(timer)
    timer = window.setTimeout(read, READ_MS)
  }

  watch(list.rows, rows => {
    if (firstUnread === null || list.state.value === 'old') return
    const marked = new Set(unreadRows.value)
    rows.slice(0, firstUnread).forEach(event => marked.add(event.position))
    unreadRows.value = marked
    if (firstUnread > 0) seen()
    firstUnread = null
  })

  useViewerEvents(event => {
    if (event.kind === 'SNAPSHOT') return void list.renew()
    if (!isNotice(event.kind) || list.rows.value.some(row => row.position === event.position)) return
    unreadRows.value = new Set(unreadRows.value).add(event.position)
    list.rows.value = [event, ...list.rows.value]
    fresh.value = event
    seen()
  })

  return { ...list, unreadRows, fresh, read }
}
