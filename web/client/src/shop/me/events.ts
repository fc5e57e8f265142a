/** What happens to the viewer, over one line for the whole shop, resumed where it broke. */

import { onScopeDispose, readonly, ref, watch } from 'vue'
import { clock } from '@/kit/time/clock'
import { ask, type Refused } from '@/kit/wire/client'
import { Line } from '@/kit/wire/line'
import { meet, viewer } from '../viewer'
import {
  LatestHappeningsDocument,
  UnreadDocument,
  ViewerEventsDocument,
  type HappeningFactsFragment,
  type LatestHappeningsQuery,
  type ViewerEventsSubscription,
} from './events.gql'
import { Happenings } from './happenings'

/** `kind` SNAPSHOT: the log begins here for this page; whoever shows a state asks for it now. */
export type Happening = HappeningFactsFragment
type Handler = (event: Happening) => void

const handlers = new Set<Handler>()
const unreadCount = ref<number | null>(null)

/** How much the viewer did not read yet; 100 means or more, null is not known. */
export const unread = readonly(unreadCount)

const happenings = new Happenings<Happening>(event => {
  clock.atLeast(Date.parse(event.serverTime))
  if (event.kind !== 'SNAPSHOT') unreadCount.value = event.unread
  handlers.forEach(handle => handle(event))
})
let line: Line<ViewerEventsSubscription, LatestHappeningsQuery> | null = null

/** Says how much is unread after it was read. */
export function setUnread(count: number): void {
  unreadCount.value = count
}

async function askUnread(): Promise<void> {
  try {
    unreadCount.value = (await ask(UnreadDocument, {})).viewer?.unread ?? null
  } catch {
    // The badge stays as it is; the next event brings the count.
  }
}

function begin(): void {
  if (line || handlers.size === 0 || viewer.value === null) return
  line = new Line<ViewerEventsSubscription, LatestHappeningsQuery>({
    document: ViewerEventsDocument,
    variables: () => ({ after: happenings.position }),
    poll: () => ask(LatestHappeningsDocument, {}),
    next: data => happenings.take(data.viewerEvents),
    polled: takePolled,
    refused,
  })
}

function takePolled(data: LatestHappeningsQuery): void {
  if (!data.viewer) return
  unreadCount.value = data.viewer.unread
  const latest = data.viewer.notifications.nodes
  const [first] = latest
  if (first) happenings.takeLatest(latest, () => tellSnapshot(first))
}

function tellSnapshot(at: Happening): void {
  const none = { order: null, team: null, draw: null, refund: null, account: null, amount: null }
  handlers.forEach(handle => handle({ ...at, ...none, kind: 'SNAPSHOT' }))
}

function end(): void {
  line?.stop()
  line = null
}

// Entries behind the position are gone, or it is nobody's: the log begins anew for this page.
function refused(fault: Refused): void {
  end()
  if (fault.code === 'UNAUTHENTICATED') return void meet().catch(() => undefined)
  if (happenings.position === null) return
  happenings.forget()
  begin()
}

watch(
  () => viewer.value?.id ?? null,
  id => {
    end()
    happenings.forget()
    unreadCount.value = null
    begin()
    if (id !== null && handlers.size > 0) void askUnread()
  },
)

/** Calls `handle` with everything that happens to the viewer while the scope lives.
 *
 * Each entry comes once, in order, across reconnections and pages; one line serves all who listen.
 * The first to listen hears SNAPSHOT; a page that comes later, what happened since the last one left. */
export function useViewerEvents(handle: Handler): void {
  handlers.add(handle)
  if (unreadCount.value === null && viewer.value !== null) void askUnread()
  begin()
  onScopeDispose(() => {
    handlers.delete(handle)
    // A page that follows at once takes the line over.
    setTimeout(() => handlers.size === 0 && end())
  })
}
