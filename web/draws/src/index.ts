/** Verifies a published draw of Kaituan, in a browser or in Node: docs/draws.md is the protocol. */

export { QUICKNET, roundAt, timeOf } from './chance.js'
export { WRONGS, type Finding, type Wrong } from './findings.js'
export type { Chunks } from './lines.js'
export type { Trust } from './published.js'
export { select } from './selection.js'
export type { Chain, EntryReceipt, Header, LockReceipt, Signed, Winner } from './shapes.js'
export { keyId, verifySignature } from './signatures.js'
export { leaf, rootByProof } from './trees.js'
export type { Proved, Unproved } from './verdicts.js'
export { verify, type Beside, type Verdict } from './verify.js'
export { WORDS } from './words.js'
