/* What the page's pure modules promise. */
import assert from "node:assert/strict";
import test from "node:test";

const folder = process.env.FIRST_FOLDER;
const { Countdown, ServerClock, serverMoment, spelled } = await import(`${folder}/clock.js`);
const { EventFrames, backoff } = await import(`${folder}/wire.js`);
const { seatStates, spot } = await import(`${folder}/ring.js`);
globalThis.location = new URL("http://127.0.0.1/"); // the words ask it for the language
const { badge, need, price } = await import(`${folder}/card.js`);
const { language } = await import(`${folder}/words.js`);
const { Shelf } = await import(`${folder}/shelf.js`);

const team = (code, facts = {}) => ({
  code, status: "OPEN", version: 1, seatsLeft: 1, closesAt: "2026-01-01T00:00:00Z",
  serverTime: "2025-12-31T00:00:00Z", campaign: { slug: "a" }, ...facts,
});

test("the clock trusts the quickest of the last answers", () => {
  let now = 0;
  const clock = new ServerClock(() => now);
  assert.equal(clock.now(), null);
  clock.sample(1_000_000, 800);
  clock.sample(1_000_100, 20);
  assert.equal(clock.now(), 1_000_110);
  now = 5000;
  assert.equal(clock.now(), 1_005_110);
});

test("a device that slept is set right by one answer", () => {
  let now = 0;
  const clock = new ServerClock(() => now);
  clock.sample(1_000_000, 10);
  now = 100;
  clock.sample(9_000_000, 400);
  assert.equal(clock.now(), 9_000_200);
});

test("a pushed moment moves the clock forward and never back", () => {
  const clock = new ServerClock(() => 0);
  clock.sample(1000, 0);
  clock.atLeast(1500);
  assert.equal(clock.now(), 1500);
  clock.atLeast(200);
  assert.equal(clock.now(), 1500);
});

test("a countdown never grows and never passes zero", () => {
  const countdown = new Countdown();
  assert.equal(countdown.secondsLeft(10_000, 0), 10);
  assert.equal(countdown.secondsLeft(10_000, 4_000), 6);
  assert.equal(countdown.secondsLeft(10_000, 2_000), 6);
  assert.equal(countdown.secondsLeft(10_000, 99_000), 0);
  assert.equal(countdown.secondsLeft(120_000, 100_000), 20);
});

test("seconds are spelled as days and a clock", () => {
  assert.deepEqual(spelled(93784), { days: 1, clock: "02:03:04" });
  assert.deepEqual(spelled(0), { days: 0, clock: "00:00:00" });
  assert.equal(serverMoment("1767225600000"), 1767225600000);
  assert.equal(serverMoment("2026-01-01T00:00:00Z"), 1767225600000);
  assert.ok(Number.isNaN(serverMoment(null)));
});

test("events are found wherever the pieces were cut", () => {
  const text = ':\n\nevent: next\ndata: {"a":\ndata: 1}\n\nevent: complete\ndata:\n\n';
  for (let cut = 0; cut <= text.length; cut += 1) {
    const frames = new EventFrames();
    const events = [...frames.push(text.slice(0, cut)), ...frames.push(text.slice(cut))];
    assert.deepEqual(events.map(({ name }) => name), ["", "next", "complete"]);
    assert.deepEqual(JSON.parse(events[1].data), { a: 1 });
  }
});

test("an event without an end is refused", () => {
  assert.throws(() => new EventFrames().push("x".repeat((1 << 20) + 1)));
});

test("waiting grows 1-2-4-8-15 s, give or take 30 %", () => {
  [1, 2, 4, 8, 15, 15].forEach((seconds, attempt) => {
    assert.equal(Math.round(backoff(attempt, () => 0)), seconds * 700);
    assert.equal(Math.round(backoff(attempt, () => 1)), seconds * 1300);
  });
});

test("seats stand clockwise from twelve", () => {
  assert.deepEqual(spot(0, 4), [120, 22]);
  assert.deepEqual(spot(1, 4), [218, 120]);
  assert.deepEqual(spot(2, 4), [120, 218]);
});

test("a seat that was let go is free, a list that was cut is completed by the counts", () => {
  const seats = [
    { number: 1, state: "FILLED", member: { displayName: "林*" } },
    { number: 2, state: "RELEASED", member: { displayName: "陈*" } },
  ];
  const shown = seatStates({ size: 5, seats, seatsFilled: 2, seatsHeld: 1, status: "OPEN" });
  assert.deepEqual(shown.map(({ state }) => state), ["FILLED", "FILLED", "HELD", "EMPTY", "EMPTY"]);
  assert.equal(shown[0].name, "林*");
  const failed = seatStates({ size: 2, seats, seatsFilled: 1, seatsHeld: 0, status: "FAILED" });
  assert.deepEqual(failed.map(({ state }) => state), ["LOST", "LOST"]);
});

test("the later telling of a team wins", () => {
  const shelf = new Shelf(() => 0);
  assert.ok(shelf.put(team("A", { version: 3, seatsLeft: 2 })));
  assert.ok(!shelf.put(team("A", { version: 2, seatsLeft: 3 })));
  assert.ok(shelf.put(team("A", { version: 3, serverTime: "2025-12-31T00:00:09Z", confirming: true })));
  assert.ok(!shelf.put(team("A", { version: 3, serverTime: "2025-12-31T00:00:01Z" })));
  assert.ok(!shelf.put(team("Z", { status: "FORMED" })));
});

test("a formed team may be looked at for a while, a lost one waits for its word", () => {
  let now = 0;
  const shelf = new Shelf(() => now);
  shelf.putAll([team("A"), team("B"), team("C")]);
  shelf.put(team("A", { version: 2, status: "FORMED" }));
  shelf.putAll([team("C")]);
  assert.deepEqual(shelf.openCodes(), ["B", "C"]);
  now = 11_000;
  shelf.sweep();
  assert.deepEqual(shelf.inOrder().map(({ code }) => code), ["C", "A"]);
  now = 13_000;
  shelf.sweep();
  assert.deepEqual(shelf.inOrder().map(({ code }) => code), ["C"]);
});

test("teams with a free seat come first, the one nearest to full before the others", () => {
  const shelf = new Shelf(() => 0);
  const last = { seatsLeft: 0, seatsHeld: 1 };
  shelf.putAll([team("PAID", last), team("TWO", { seatsLeft: 2 }), team("ONE"), team("FULL", last)]);
  shelf.put(team("FULL", { ...last, version: 2, status: "FORMED", closesAt: "2026-01-02T00:00:00Z" }));
  assert.deepEqual(shelf.inOrder().map(({ code }) => code), ["ONE", "TWO", "PAID", "FULL"]);
});

test("a last seat that is being paid is said to be", () => {
  const open = { status: "OPEN", seatsLeft: 0, seatsHeld: 1 };
  assert.equal(need(open), "最后一席付款中");
  assert.equal(need({ ...open, seatsHeld: 2 }), "最后 2 席付款中");
  assert.equal(need({ ...open, seatsLeft: 1 }), "还差 1 人");
  assert.equal(need({ ...open, status: "FORMED" }), "成团");
  language.now = "en";
  assert.equal(need(open), "Last seat being paid");
  language.now = "zh";
});

test("a kind is named where it says more than a size, and nothing is free of words", () => {
  language.now = "zh";
  assert.equal(badge("ORDINARY", 3), "3 人团");
  assert.equal(badge("LOTTERY", 3), "3 人抽奖团");
  assert.equal(badge("SUPER", 10), "10 人超级团");
  assert.equal(price({ amount: "0.00" }), "免费");
  assert.equal(price({ amount: "19.90" }), "¥19.90");
  language.now = "en";
  assert.equal(badge("TRIAL", 4), "Trial among 4");
  language.now = "zh";
});
