/** What a typed document is: its text, and the types of what goes in and comes out. */

import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core'

export type Document<Data, Variables> = DocumentTypeDecoration<Data, Variables> & { toString(): string }

/** The name of the operation in a document. */
export function operationName(document: { toString(): string }): string {
  return /(?:query|mutation|subscription)\s+(\w+)/.exec(document.toString())?.[1] ?? ''
}
