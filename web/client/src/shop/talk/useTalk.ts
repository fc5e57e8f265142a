/** One conversation with a merchant: what was said, what comes, and what is on its way. */

import { computed, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { ask, NoAnswer, Refused, tell } from '@/kit/wire/client'
import type { Document } from '@/kit/wire/documents'
import { Line } from '@/kit/wire/line'
import type { Asking } from '@/kit/wire/useAsk'
import { joined, unsaid, type Pending } from './lines'
import {
  BlockTalkDocument,
  EarlierSaidDocument,
  OpenTalkDocument,
  ReadTalkDocument,
  ReportSaidDocument,
  SayDocument,
  TalkNewsDocument,
  TalkNowDocument,
  TalkWithDocument,
  type MessageSaidFragment,
  type TalkFactsFragment,
  type TalkNewsSubscription,
  type TalkNowQuery,
} from './talk.gql'

/** Why something was not sent, with the seconds to wait where there are any. */
export type Fault = { kind: 'TooManyMessages'; seconds: number } | { kind: 'refused' }

export function useTalk(slug: () => string) {
  const state = ref<Asking>('loading')
  const merchant = shallowRef<{ id: string; name: string; nameEn: string } | null>(null)
  const talk = shallowRef<TalkFactsFragment | null>(null)
  const said = shallowRef<MessageSaidFragment[]>([])
  const pending = ref<Pending[]>([])
  const earlier = ref<string | null>(null)
  const fault = ref<Fault | null>(null)
  let line: Line<TalkNewsSubscription, TalkNowQuery> | null = null
  let gone = false

  const last = () => said.value.at(-1)?.number ?? 0

  function take(facts: TalkFactsFragment, came: MessageSaidFragment[]): void {
    if (!talk.value || facts.version >= talk.value.version) talk.value = facts
    said.value = joined(said.value, came)
    pending.value = unsaid(pending.value, came)
    void read()
  }

  function listen(id: string): void {
    line?.stop()
    if (gone) return
    line = new Line<TalkNewsSubscription, TalkNowQuery>({
      document: TalkNewsDocument as Document<TalkNewsSubscription, object>,
      variables: () => ({ id, after: last() }),
      poll: () => ask(TalkNowDocument, { id }),
      next: ({ conversation }) => take(conversation.conversation, conversation.messages),
      polled: ({ conversation }) => conversation && take(conversation, conversation.messages.nodes),
      refused: () => void renew(),
    })
  }

  async function renew(): Promise<void> {
    try {
      const { merchant: whom, viewer } = await ask(TalkWithDocument, { slug: slug() })
      if (gone) return
      merchant.value = whom
      state.value = whom && viewer ? 'ready' : 'refused'
      const found = viewer?.conversationWith
      if (!found) return
      earlier.value = found.messages.pageInfo.hasPreviousPage ? found.messages.pageInfo.startCursor : null
      take(found, found.messages.nodes)
      listen(found.id)
    } catch (wrong) {
      state.value = wrong instanceof Refused && wrong.final ? 'refused' : 'failed'
    }
  }

  async function more(): Promise<void> {
    if (!talk.value || earlier.value === null) return
    const { conversation } = await ask(EarlierSaidDocument, { id: talk.value.id, before: earlier.value })
    if (!conversation) return
    const { nodes, pageInfo } = conversation.messages
    said.value = joined(said.value, nodes)
    earlier.value = pageInfo.hasPreviousPage ? pageInfo.startCursor : null
  }

  /** The conversation's id, opened with the first word or picture. */
  async function opened(): Promise<string | null> {
    if (talk.value) return talk.value.id
    if (!merchant.value) return null
    const { openConversation } = await tell(OpenTalkDocument, { input: { merchantId: merchant.value.id } })
    if (openConversation.__typename !== 'ConversationOpened') return null
    talk.value = openConversation.conversation
    listen(talk.value.id)
    return talk.value.id
  }

  async function go(one: Pending): Promise<void> {
    const { clientId, text, pictureIds, card } = one
    pending.value = [...pending.value.filter(each => each.clientId !== clientId), { ...one, state: 'sending' }]
    fault.value = null
    try {
      const conversationId = await opened()
      if (conversationId === null) throw new NoAnswer()
      const { sendMessage } = await tell(SayDocument, { input: { conversationId, clientId, text, pictureIds, card } })
      if (sendMessage.__typename === 'MessageSent') {
        said.value = joined(said.value, [sendMessage.sent])
        pending.value = unsaid(pending.value, [sendMessage.sent])
        return
      }
      fault.value = sendMessage.__typename === 'TooManyMessages' ? { kind: 'TooManyMessages', seconds: sendMessage.retryAfterSeconds } : { kind: 'refused' }
    } catch {
      // Sent again under the same name it is said once, whatever became of this.
    }
    pending.value = pending.value.map(each => (each.clientId === clientId ? { ...each, state: 'failed' } : each))
  }

  const say = (text: string, pictureIds: string[], card: Pending['card']) => go({ clientId: crypto.randomUUID(), text, pictureIds, card, state: 'sending' })

  async function read(): Promise<void> {
    if (!talk.value || document.hidden || talk.value.read >= last()) return
    const { id } = talk.value
    talk.value = { ...talk.value, read: last(), unread: 0 }
    await tell(ReadTalkDocument, { input: { conversationId: id, upTo: last() } }).catch(() => undefined)
  }

  async function block(blocked: boolean): Promise<void> {
    if (!talk.value) return
    const { blockConversation } = await tell(BlockTalkDocument, { input: { conversationId: talk.value.id, blocked } })
    if (blockConversation.__typename === 'ConversationBlockSet') talk.value = blockConversation.conversation
  }

  const report = async (messageId: string, reason: string) =>
    (await tell(ReportSaidDocument, { input: { messageId, reason } })).reportMessage.__typename === 'MessageComplained'

  const looked = () => void read()
  document.addEventListener('visibilitychange', looked)
  onScopeDispose(() => {
    gone = true
    line?.stop()
    document.removeEventListener('visibilitychange', looked)
  })
  watch(slug, () => {
    talk.value = null
    said.value = []
    void renew()
  }, { immediate: true })
  const shut = computed(() => (talk.value?.blocked ? 'blocked' : talk.value?.blockedByOther ? 'blockedByOther' : null))
  return { state, merchant, talk, said, pending, earlier, fault, shut, renew, more, opened, say, retry: go, block, report }
}
