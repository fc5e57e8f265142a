/* How the page stays up to date: a list, one line for its teams, one for a pulse, and polling. */

import { MOST_TEAMS, PROGRESS, PULSE, TEAMS } from "./questions.js";
import { ask, backoff, listen } from "./wire.js";

const RELIST_MS = 15000;
const POLL_MS = 5000;
const PULSED_RELIST_MS = 3000;
const QUIET_RETRY_MS = 3000;
const STALE_MS = 15000;
const HIDDEN_MS = 10000; // browsers keep six lines to one host: a hidden tab gives its two back

/* One subscription that is opened again until told to stop. */
class Line {
  constructor(live, query, onNext) {
    Object.assign(this, { live, query, onNext, open: false, key: null, variables: null });
    this.attempt = 0;
    this.stopper = null;
  }

  follow(variables) {
    const key = JSON.stringify(variables);
    if (key === this.key) return;
    this.stop();
    Object.assign(this, { key, variables, stopper: new AbortController() });
    this.run(this.stopper.signal);
  }

  stop() {
    this.stopper?.abort();
    Object.assign(this, { stopper: null, key: null, open: false });
  }

  async run(signal) {
    while (!signal.aborted) {
      try {
        await listen(this.query, this.variables, {
          clock: this.live.clock,
          signal,
          onOpen: () => (this.open = true),
          onAlive: () => this.live.heard(),
          onNext: (data) => {
            this.attempt = 0;
            this.onNext(data);
          },
        });
      } catch {
        // Why a line broke does not change what is done: wait and open it again.
      }
      if (signal.aborted) return;
      this.open = false;
      await pause(backoff(this.attempt++), signal);
    }
  }
}

function pause(milliseconds, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });
}

export class Live {
  constructor({ clock, shelf, onChange }) {
    Object.assign(this, { clock, shelf, onChange });
    this.progress = new Line(this, PROGRESS, (data) => this.tell(data.teamsProgress));
    this.pulse = new Line(this, PULSE, (data) => this.beat(data.campaignPulse));
    this.heardAt = null; // when anything last came, on the monotonic clock
    this.asOf = null; // the same moment on the server's clock
    this.listedAt = -Infinity;
    this.openAt = performance.now();
    this.asking = false;
    this.failed = false;
    this.retryAt = 0; // after a failure
    this.urgent = true; // ask now, whatever the rhythm
    this.pulsed = false; // a pulse has beaten since the last list
    this.attempt = 0;
    this.pulseVersion = null;
    this.asleep = false;
  }

  start() {
    let sleep = 0;
    document.addEventListener("visibilitychange", () => {
      clearTimeout(sleep);
      if (document.hidden) sleep = setTimeout(() => this.rest(), HIDDEN_MS);
      else this.wake();
    });
    window.addEventListener("online", () => this.wake());
    window.addEventListener("offline", () => this.hangUp());
    window.addEventListener("pagehide", () => this.hangUp());
    window.addEventListener("pageshow", (event) => event.persisted && this.wake());
    setInterval(() => this.tick(), 250);
    this.tick();
  }

  hangUp() {
    this.progress.stop();
    this.pulse.stop();
  }

  rest() {
    this.asleep = true;
    this.hangUp();
  }

  wake() {
    this.asleep = false;
    this.clock.forget();
    this.attempt = 0;
    this.urgent = true;
    this.tick();
  }

  tick() {
    const now = performance.now();
    if (this.progress.open) this.openAt = now;
    if (!this.asleep && !this.asking && (this.urgent || now >= this.dueAt)) this.list();
    this.shelf.sweep();
    this.onChange();
  }

  get dueAt() {
    if (this.failed) return this.retryAt;
    const rhythm = this.progress.open ? RELIST_MS : POLL_MS;
    return this.listedAt + (this.pulsed ? PULSED_RELIST_MS : rhythm);
  }

  async list() {
    Object.assign(this, { asking: true, urgent: false, pulsed: false });
    try {
      const { teams } = await ask(TEAMS, { first: MOST_TEAMS }, this.clock);
      this.shelf.putAll(teams.nodes);
      teams.nodes.forEach((team) => this.clock.atLeast(Date.parse(team.serverTime)));
      this.listedAt = performance.now();
      this.attempt = 0;
      this.failed = false;
      this.heard();
      if (!this.asleep) this.follow();
    } catch {
      this.failed = true;
      const wait = this.heardAt === null ? backoff(this.attempt++) : POLL_MS;
      this.retryAt = performance.now() + wait;
    }
    this.asking = false;
    this.onChange();
  }

  /* Lines are changed only for a team that none of them covers; an ended one costs nothing. */
  follow() {
    const codes = this.shelf.openCodes().sort();
    const covered = new Set(this.progress.variables?.codes);
    if (!codes.length) this.progress.stop();
    else if (!this.progress.key || codes.some((code) => !covered.has(code))) {
      this.progress.follow({ codes });
    }
    const slug = this.shelf.busiestCampaign();
    const followed = this.pulse.key && this.pulse.variables.slug;
    if (!slug) this.pulse.stop();
    else if (!followed || !this.shelf.hasCampaign(followed)) {
      this.pulseVersion = null;
      this.pulse.follow({ slug });
    }
  }

  tell(team) {
    this.clock.atLeast(Date.parse(team.serverTime));
    if (this.shelf.put(team)) this.onChange();
  }

  beat(pulse) {
    this.clock.atLeast(Date.parse(pulse.serverTime));
    // The first counts too: teams may have opened between the list and this line.
    if (pulse.version !== this.pulseVersion) this.pulsed = true;
    this.pulseVersion = pulse.version;
  }

  heard() {
    this.heardAt = performance.now();
    this.asOf = this.clock.now();
  }

  /* loading | error | live | polling | retrying | stale */
  get state() {
    const now = performance.now();
    if (this.heardAt === null) return this.failed ? "error" : "loading";
    if (this.progress.open) return "live";
    if (now - this.heardAt > STALE_MS) return "stale";
    if (!this.failed && !this.shelf.entries.size) return "polling";
    if (now - this.openAt < QUIET_RETRY_MS) return "live";
    return this.failed || now - this.listedAt > POLL_MS + QUIET_RETRY_MS ? "retrying" : "polling";
  }
}
