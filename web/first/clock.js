/* What the server's clock shows, without asking the clock of this device. */

const KEPT = 5;
const JUMP_MS = 2000;

export class ServerClock {
  /* `monotonic` gives milliseconds that only grow, like performance.now. */
  constructor(monotonic = () => performance.now()) {
    this.monotonic = monotonic;
    this.samples = [];
    this.offset = null;
  }

  /* An answer that left the server at `serverMs` took `rttMs` for both ways. */
  sample(serverMs, rttMs) {
    if (!Number.isFinite(serverMs)) return;
    const offset = serverMs + rttMs / 2 - this.monotonic();
    const slack = JUMP_MS + rttMs;
    // A device that slept has a monotonic clock that may have slept too: start over.
    this.samples = this.samples.filter((old) => Math.abs(old.offset - offset) <= slack + old.rttMs);
    this.samples.push({ offset, rttMs });
    this.samples = this.samples.slice(-KEPT);
    this.offset = this.samples.reduce((best, next) => (next.rttMs < best.rttMs ? next : best)).offset;
  }

  /* A pushed moment cannot lie in the future: the server's clock has at least reached it. */
  atLeast(serverMs) {
    if (!Number.isFinite(serverMs)) return;
    const offset = serverMs - this.monotonic();
    if (this.offset === null || this.offset < offset) this.offset = offset;
  }

  forget() {
    this.samples = [];
  }

  get known() {
    return this.offset !== null;
  }

  /* Milliseconds since 1970 on the server's clock; null until it was heard once. */
  now() {
    return this.known ? this.monotonic() + this.offset : null;
  }
}

/* A count of seconds to a deadline that may stand still, but never grows while the deadline stays. */
export class Countdown {
  constructor() {
    this.deadline = null;
    this.shown = Infinity;
  }

  secondsLeft(deadlineMs, nowMs) {
    if (deadlineMs !== this.deadline) {
      this.deadline = deadlineMs;
      this.shown = Infinity;
    }
    const left = Math.max(0, Math.ceil((deadlineMs - nowMs) / 1000));
    this.shown = Math.min(this.shown, left);
    return this.shown;
  }
}

const two = (number) => String(number).padStart(2, "0");

/* 93784 seconds as days and "02:03:04". */
export function spelled(seconds) {
  const days = Math.floor(seconds / 86400);
  const rest = seconds % 86400;
  const clock = [Math.floor(rest / 3600), Math.floor((rest % 3600) / 60), rest % 60];
  return { days, clock: clock.map(two).join(":") };
}

/* "20:14:03" where the reader is; `ms` is on the server's clock. */
export function timeOfDay(ms) {
  const at = new Date(ms);
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(":");
}

/* The header's milliseconds, or an instant in ISO 8601. */
export function serverMoment(text) {
  if (!text) return NaN;
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : Date.parse(text);
}
