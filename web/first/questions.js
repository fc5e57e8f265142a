/* What the page asks of the API. */

/* A list of teams shows their first seats only: one operation may cost 1,000 objects.
   The stream of each team brings the rest at once. */
const team = (seats) => `fragment Team on Team {
  code status size seatsFilled seatsHeld seatsLeft closesAt version serverTime confirming
  seats(first: ${seats}) { number state member { displayName } }
  campaign {
    slug kind title teamPrice { amount } soloPrice { amount }
    product { title titleEn pictures }
  }
}`;

export const MOST_TEAMS = 16;

export const TEAMS = `query FillingTeams($first: Int!) {
  teams(first: $first, filter: { status: OPEN }) { nodes { ...Team } }
}
${team(24)}`;

export const PROGRESS = `subscription Progress($codes: [String!]!) {
  teamsProgress(codes: $codes) { ...Team }
}
${team(100)}`;

export const PULSE = `subscription Pulse($slug: String!) {
  campaignPulse(slug: $slug) { slug version openTeams formedTeams stockLeft serverTime }
}`;

/* What a reader may paste into a terminal: small on purpose. */
export const SMALL_LIST =
  "{ teams(first: 3, filter: {status: OPEN}) { nodes { code seatsLeft closesAt } } }";
export const SMALL_WATCH =
  "subscription($codes: [String!]!) { teamsProgress(codes: $codes) { code seatsLeft status } }";
