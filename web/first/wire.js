/* How the page asks once, and how it listens. */

import { serverMoment } from "./clock.js";

const ENDPOINT = "/graphql";
const ANSWER_WITHIN_MS = 8000;
const SILENCE_MS = 35000; // two heartbeats of 15 s missed
const MOST_BUFFERED = 1 << 20;

function sampled(clock, response, sentAt) {
  const header = response.headers.get("x-server-time");
  if (header) clock.sample(serverMoment(header), performance.now() - sentAt);
}

/* The data of one answer; throws when there is none in time, or when it carries errors. */
export async function ask(query, variables, clock) {
  const sentAt = performance.now();
  const response = await fetch(ENDPOINT, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/graphql-response+json, application/json;q=0.9",
    },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  sampled(clock, response, sentAt);
  const answer = await response.json();
  if (!response.ok || answer.errors || !answer.data) {
    throw new Error(answer.errors?.[0]?.message ?? `HTTP ${response.status}`);
  }
  return answer.data;
}

/* Takes text in pieces of any length, gives whole events; a comment is an event without a name. */
export class EventFrames {
  constructor() {
    this.rest = "";
  }

  push(piece) {
    this.rest += piece.replace(/\r/g, "");
    if (this.rest.length > MOST_BUFFERED) throw new Error("an event has no end");
    const blocks = this.rest.split("\n\n");
    this.rest = blocks.pop();
    return blocks.map(frame);
  }
}

function frame(block) {
  const event = { name: "", data: "" };
  const data = [];
  for (const line of block.split("\n")) {
    const [, field, value] = /^([^:]*):? ?(.*)$/.exec(line);
    if (field === "event") event.name = value;
    if (field === "data") data.push(value);
  }
  event.data = data.join("\n");
  return event;
}

/* Resolves when the server completes; throws when the line breaks, falls silent or is aborted.
   `fetch` rather than EventSource: it shows status and heartbeats, and leaves the retry to us. */
export async function listen(query, variables, { clock, signal, onOpen, onAlive, onNext }) {
  const asked = new URLSearchParams({ query, variables: JSON.stringify(variables) });
  const line = new AbortController();
  const hangUp = () => line.abort();
  signal.addEventListener("abort", hangUp);
  if (signal.aborted) hangUp();
  let watchdog = setTimeout(hangUp, SILENCE_MS);
  const alive = () => {
    clearTimeout(watchdog);
    watchdog = setTimeout(hangUp, SILENCE_MS);
    onAlive?.();
  };
  try {
    const sentAt = performance.now();
    const response = await fetch(`${ENDPOINT}?${asked}`, {
      headers: { accept: "text/event-stream" },
      cache: "no-store",
      signal: line.signal,
    });
    const kind = response.headers.get("content-type") ?? "";
    if (!response.ok || !kind.startsWith("text/event-stream")) throw new Error(`HTTP ${response.status}`);
    sampled(clock, response, sentAt);
    onOpen?.();
    await heard(response.body.getReader(), alive, onNext);
  } finally {
    clearTimeout(watchdog);
    signal.removeEventListener("abort", hangUp);
    hangUp();
  }
}

async function heard(reader, alive, onNext) {
  const frames = new EventFrames();
  const decoder = new TextDecoder();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) throw new Error("the line ended without a word");
    alive();
    for (const { name, data } of frames.push(decoder.decode(value, { stream: true }))) {
      if (name === "complete") return;
      if (name !== "next") continue;
      const answer = JSON.parse(data);
      if (answer.errors || !answer.data) throw new Error(answer.errors?.[0]?.message ?? "no data");
      onNext(answer.data);
    }
  }
}

const STEPS_S = [1, 2, 4, 8, 15];

/* Milliseconds to wait before try number `attempt` (from 0): 1-2-4-8-15 s, give or take 30 %. */
export function backoff(attempt, chance = Math.random) {
  const step = STEPS_S[Math.min(attempt, STEPS_S.length - 1)];
  return 1000 * step * (0.7 + 0.6 * chance());
}
