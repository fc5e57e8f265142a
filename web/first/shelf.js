/* Which teams the page knows, and which of two tellings of a team is the later one. */

import { MOST_TEAMS } from "./questions.js";

const FAREWELL_MS = 12000; // how long an ended team may still be looked at
const MISSING_MS = 10000; // how long one that left the list waits for its ending to be told

export class Shelf {
  constructor(monotonic = () => performance.now()) {
    this.monotonic = monotonic;
    this.entries = new Map();
  }

  /* Take in one team; gives false when we already know it later than that. */
  put(team) {
    const entry = this.entries.get(team.code);
    if (entry && !later(team, entry.team)) return false;
    const ended = team.status !== "OPEN";
    if (ended && !entry) return false;
    const endedAt = ended ? (entry.endedAt ?? this.monotonic()) : null;
    this.entries.set(team.code, { team, endedAt, missingAt: null });
    return true;
  }

  /* Take in a whole list. What is no longer on a full list made room for others;
     what left a list with room has ended, and its ending is about to be told. */
  putAll(teams) {
    const listed = new Set(teams.map((team) => team.code));
    teams.forEach((team) => this.put(team));
    for (const [code, entry] of this.entries) {
      if (listed.has(code)) entry.missingAt = null;
      else if (entry.endedAt !== null) continue;
      else if (teams.length >= MOST_TEAMS) this.entries.delete(code);
      else entry.missingAt ??= this.monotonic();
    }
  }

  sweep() {
    const now = this.monotonic();
    for (const [code, { endedAt, missingAt }] of this.entries) {
      const over = endedAt !== null && now - endedAt > FAREWELL_MS;
      if (over || (missingAt !== null && now - missingAt > MISSING_MS)) this.entries.delete(code);
    }
  }

  /* Nearest to full first, then nearest to its deadline; what has no free seat comes last. */
  inOrder() {
    return [...this.entries.values()]
      .map(({ team }) => team)
      .sort((a, b) => wanted(a) - wanted(b) || Date.parse(a.closesAt) - Date.parse(b.closesAt));
  }

  openCodes() {
    const open = this.inOrder().filter((team) => team.status === "OPEN");
    return open.map((team) => team.code).slice(0, MOST_TEAMS);
  }

  hasCampaign(slug) {
    return [...this.entries.values()].some(({ team }) => team.campaign.slug === slug);
  }

  /* The campaign with the most teams here: the one whose pulse is worth a line. */
  busiestCampaign() {
    const counts = new Map();
    for (const { team } of this.entries.values()) {
      counts.set(team.campaign.slug, (counts.get(team.campaign.slug) ?? 0) + 1);
    }
    const ranked = [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
    return ranked[0]?.[0] ?? null;
  }
}

function wanted({ status, seatsLeft }) {
  return status === "OPEN" && seatsLeft > 0 ? seatsLeft : Number.MAX_SAFE_INTEGER;
}

function later(next, known) {
  if (next.version !== known.version) return next.version > known.version;
  return Date.parse(next.serverTime) >= Date.parse(known.serverTime);
}
