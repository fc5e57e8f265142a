/** How the page asks and acts: urql over POST, every answer setting the clock. */

import { cacheExchange, Client, fetchExchange, type TypedDocumentNode } from '@urql/core'
import { clock } from '../time/clock'
import type { Document } from './documents'
import { NoAnswer, Refused } from './faults'

export { NoAnswer, Refused }

export const ENDPOINT = '/graphql'
const ANSWER_WITHIN_MS = 8000
let authorization: string | null = null

/** Has every question from now on show this; null is whatever the cookie says. */
export function authorize(shown: string | null): void {
  authorization = shown
}

/** Fetches with a deadline, and tells the clock what the answer's X-Server-Time says. */
export async function timedFetch(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
  const sentAt = performance.now()
  const deadline = AbortSignal.timeout(ANSWER_WITHIN_MS)
  const signal = init.signal ? AbortSignal.any([init.signal, deadline]) : deadline
  const headers = new Headers(init.headers)
  if (authorization !== null) headers.set('authorization', authorization)
  const response = await fetch(input, { ...init, headers, signal })
  const told = response.headers.get('x-server-time')
  if (told) clock.sample(Number(told), performance.now() - sentAt)
  return response
}

function newClient(): Client {
  return new Client({
    url: ENDPOINT,
    preferGetMethod: false,
    fetch: timedFetch,
    // Streams have a wire of their own: an answer is one JSON document.
    fetchOptions: { headers: { accept: 'application/graphql-response+json, application/json' } },
    exchanges: [cacheExchange, fetchExchange],
  })
}

let current = newClient()

export function client(): Client {
  return current
}

/** Forgets every kept answer: whoever asks is somebody else now. */
export function forgetAnswers(): void {
  current = newClient()
}

/** A document as urql takes it: its text. */
export function text<Data, Variables>(document: Document<Data, Variables>): TypedDocumentNode<Data, Variables> {
  return document.toString() as unknown as TypedDocumentNode<Data, Variables>
}

/** The data of one answer from the server itself, never a kept one.
 *
 * Throws `NoAnswer` where none came in time, `Refused` (with the server's code) where it carries errors. */
export async function ask<Data, Variables extends object>(
  document: Document<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const result = await current
    .query(text(document) as TypedDocumentNode<Data, object>, variables, { requestPolicy: 'network-only' })
    .toPromise()
  return dataOf(result)
}

/** The data of a mutation's answer; throws like `ask`. */
export async function tell<Data, Variables extends object>(
  document: Document<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const result = await current.mutation(text(document) as TypedDocumentNode<Data, object>, variables).toPromise()
  return dataOf(result)
}

interface Answer<Data> {
  data?: Data | undefined
  error?: { networkError?: Error | undefined; graphQLErrors: { message: string; extensions?: Record<string, unknown> }[] } | undefined
}

export function dataOf<Data>(result: Answer<Data>): Data {
  const fault = result.error?.graphQLErrors[0]
  if (fault) throw new Refused(fault.message, String(fault.extensions?.['code'] ?? 'INTERNAL'))
  if (result.error || result.data === undefined) throw new NoAnswer(result.error?.networkError?.message)
  return result.data
}
