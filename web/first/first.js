/* The first page: joins what is heard to what is seen. */

import { Card } from "./card.js";
import { ServerClock, timeOfDay } from "./clock.js";
import { Live } from "./live.js";
import { SMALL_LIST, SMALL_WATCH } from "./questions.js";
import { seatRing } from "./ring.js";
import { Shelf } from "./shelf.js";
import { language, say, translate } from "./words.js";

const REORDER_MS = 3000;
const at = (id) => document.getElementById(id);
const calm = matchMedia("(prefers-reduced-motion: reduce)");

const clock = new ServerClock();
const shelf = new Shelf();
const cards = new Map();
const announced = new Set();
let orderedAt = -Infinity;

const live = new Live({ clock, shelf, onChange: show });

function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function show() {
  const teams = shelf.inOrder();
  const known = new Set(teams.map((team) => team.code));
  for (const [code, card] of cards) {
    if (!known.has(code)) {
      card.element.remove();
      cards.delete(code);
    }
  }
  for (const team of teams) {
    const card = cards.get(team.code);
    if (!card) {
      cards.set(team.code, new Card(team));
      at("teams").append(cards.get(team.code).element);
      orderedAt = Math.min(orderedAt, performance.now() - REORDER_MS + 100);
    } else if (card.team !== team) card.show(team);
    announce(cards.get(team.code));
  }
  order(teams);
  const now = clock.now();
  cards.forEach((card) => card.tick(now));
  if (now !== null) write(at("server-clock"), timeOfDay(now));
  write(at("curl"), curl());
  connection();
}

/* Cards change places at most every 3 s, and never under a pointer that rests on them. */
function order(teams) {
  if (performance.now() - orderedAt < REORDER_MS || at("teams").matches(":hover")) return;
  const list = at("teams");
  const wanted = teams.map((team) => cards.get(team.code).element);
  if (wanted.every((element, index) => element === list.children[index])) return;
  orderedAt = performance.now();
  const before = new Map(wanted.map((element) => [element, element.getBoundingClientRect()]));
  list.append(...wanted);
  if (calm.matches) return;
  for (const element of wanted) {
    const [old, next] = [before.get(element), element.getBoundingClientRect()];
    const [x, y] = [old.left - next.left, old.top - next.top];
    if (!x && !y) continue;
    const from = { transform: `translate(${x}px, ${y}px)` };
    element.animate([from, { transform: "none" }], { duration: 240, easing: "cubic-bezier(.2,.8,.2,1)" });
  }
}

function announce(card) {
  if (!card.formed || announced.has(card.team.code)) return;
  announced.add(card.team.code);
  if (announced.size > 200) announced.delete(announced.values().next().value);
  write(at("announce"), say("formed", { title: card.name, size: card.team.size }));
}

function connection() {
  const state = live.state;
  const badge = at("connection");
  badge.dataset.state = state;
  const time = live.asOf === null ? "--:--:--" : timeOfDay(live.asOf);
  write(badge.querySelector("span"), say(state, { time }));
  document.body.dataset.state = state;
  const counted = ["loading", "error"].includes(state) ? "–" : String(shelf.openCodes().length);
  write(at("count"), counted);
  at("waiting").hidden = state !== "loading";
  at("teams").setAttribute("aria-busy", String(state === "loading"));
  const empty = !cards.size && state !== "loading" && state !== "error";
  at("notice").hidden = !(empty || state === "error");
  at("notice-open").hidden = state === "error";
  at("notice-retry").hidden = state !== "error";
  write(at("notice-title"), say(state === "error" ? "error-title" : "empty-title"));
  write(at("notice-text"), say(state === "error" ? "error-text" : "empty-text"));
}

function curl() {
  const root = `${location.origin}/graphql`;
  const [code] = shelf.openCodes();
  const variables = JSON.stringify({ codes: [code ?? "CODE"] });
  return [
    `curl ${root} -H 'Content-Type: application/json' \\\n  -d '${JSON.stringify({ query: SMALL_LIST })}'`,
    `curl -N -G ${root} -H 'Accept: text/event-stream' \\\n  --data-urlencode 'query=${SMALL_WATCH}' \\\n  --data-urlencode 'variables=${variables}'`,
  ].join("\n\n");
}

function emblem() {
  const names = [...say("emblem")].map((name) => ({ state: "FILLED", name }));
  at("emblem").replaceChildren(seatRing([...names, { state: "EMPTY", name: "" }]));
  const free = Array.from({ length: 5 }, () => ({ state: "EMPTY", name: "" }));
  at("notice-ring").replaceChildren(seatRing(free));
}

function speak() {
  translate();
  emblem();
  at("language").textContent = say("other");
  at("language").lang = language.now === "en" ? "zh-CN" : "en";
  cards.forEach((card) => card.show(card.team));
  show();
}

at("language").addEventListener("click", () => {
  language.turn();
  speak();
});
at("notice-retry").addEventListener("click", () => live.wake());

speak();
live.start();
