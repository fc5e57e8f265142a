"""What the load happens in: people with sessions, campaigns, and teams open to be joined."""

import base64
from dataclasses import dataclass
from uuid import UUID

import asyncpg

CAMPAIGNS = 20
TEAM_SIZE = 100

# Rows are numbered; the first digits of an id tell of which kind it is.
KINDS = {
    "person": "aaaaaaaa",
    "session": "abababab",
    "merchant": "acacacac",
    "category": "adadadad",
    "product": "aeaeaeae",
    "sku": "bbbbbbbb",
    "campaign": "cccccccc",
    "choice": "cdcdcdcd",
    "team": "dddddddd",
    "order": "eeeeeeee",
    "seat": "efefefef",
    "payment": "babababa",
    "draw": "dadadada",
}


def row_id(kind: str, number: int) -> UUID:
    """Return the id of the row of this kind with this number."""
    return UUID(f"{KINDS[kind]}-0000-7000-8000-{number:012x}")


def sql_id(kind: str, number: str) -> str:
    """Return the same as SQL, where ``number`` is an expression."""
    return f"('{KINDS[kind]}-0000-7000-8000-' || lpad(to_hex(({number})::bigint), 12, '0'))::uuid"


def token(person: int) -> str:
    """Return what a person shows to be let in."""
    return f"bench-{person}"


def code(team: int) -> str:
    """Return the code a team is joined by."""
    return f"B{team:07d}"


def sku(team: int) -> str:
    """Return the id, as clients know it, of what this team buys."""
    row = row_id("sku", team % CAMPAIGNS)
    return base64.urlsafe_b64encode(f"Sku:{row}".encode()).decode()


@dataclass(frozen=True, slots=True)
class Block:
    """People and teams that nobody else touches: the nth person joins the nth team, round about."""

    first_person: int
    first_team: int
    people: int
    teams: int

    def joins(self) -> list[tuple[int, int]]:
        """Return who joins which team."""
        return [
            (self.first_person + n, self.first_team + n % self.teams) for n in range(self.people)
        ]


def blocks(number: int, *, people: int, teams: int) -> list[Block]:
    """Return blocks that share nothing; each team's leader has the team's number."""
    leaders = number * teams
    return [Block(leaders + n * people, n * teams, people, teams) for n in range(number)]


async def prepare(url: str, made: list[Block]) -> None:
    """Write everything these blocks need into a migrated database without rows."""
    opened = sum(block.teams for block in made)
    number = opened + sum(block.people for block in made)
    await write(url, [*residents(number), *offers(), *teams(opened)])


async def write(url: str, statements: list[str], *, many: bool = True) -> None:
    """Write rows, and let the planner know of them where they are many."""
    connection = await asyncpg.connect(url, timeout=30)
    try:
        await connection.execute("SET jit = off")
        for statement in statements:
            await connection.execute(statement, timeout=300)
        if many:
            await connection.execute("VACUUM ANALYZE", timeout=300)
    finally:
        await connection.close()


def residents(number: int) -> list[str]:
    """Return what writes so many people, each with a session."""
    everyone = f"FROM generate_series(0, {number - 1}) n"
    return [
        f"""INSERT INTO person (id, handle, display_name, password_hash, created_at)
            SELECT {sql_id("person", "n")}, 'guest' || n, '客人' || n, '-', now() {everyone}""",
        f"""INSERT INTO session (id, person_id, token_hash, created_at, expires_at)
            SELECT {sql_id("session", "n")}, {sql_id("person", "n")},
              sha256(convert_to('bench-' || n, 'UTF8')), now(), now() + interval '1 day'
            {everyone}""",
    ]


def offers(*, choices: int = 1, merchants: int = 1) -> list[str]:
    """Return what writes the campaigns, of so many choices each, by so many merchants in turn."""
    each = f"FROM generate_series(0, {CAMPAIGNS - 1}) n"
    kinds = f"{each}, generate_series(0, {choices - 1}) k"
    choice, sku = (sql_id(kind, f"n + {CAMPAIGNS} * k") for kind in ("choice", "sku"))
    shop, shelf = sql_id("merchant", f"n % {merchants}"), sql_id("category", "0")
    return [
        f"""INSERT INTO merchant (id, slug, name, created_at)
            SELECT {sql_id("merchant", "n")}, 'm' || n, '山里人', now()
              FROM generate_series(0, {merchants - 1}) n""",  # noqa: S608 - a number of ours
        f"INSERT INTO category (id, slug, name) SELECT {shelf}, 'fruit', '鲜果'",
        f"""INSERT INTO product (id, slug, merchant_id, category_id, title, price_fen, created_at)
            SELECT {sql_id("product", "n")}, 'p' || n, {shop}, {shelf}, '雪莲果 5 斤装', 3280, now()
            {each}""",
        f"""INSERT INTO sku (id, product_id, code, name, price_fen, stock)
            SELECT {sku}, {sql_id("product", "n")}, (5 + k)::text, 5 + k || ' 斤',
              3280 + 100 * k, 10000000 {kinds}""",
        f"""INSERT INTO campaign (id, slug, merchant_id, product_id, title, kind, size,
              hours_to_fill, starts_at, ends_at, limit_per_person, max_quantity, team_price_fen,
              created_at)
            SELECT {sql_id("campaign", "n")}, 'c' || n, {shop}, {sql_id("product", "n")},
              '雪莲果大团', 'ORDINARY', {TEAM_SIZE}, 24, now() - interval '1 day',
              now() + interval '9 days', 1, 5, 1990, now() {each}""",
        f"""INSERT INTO campaign_sku (id, campaign_id, sku_id, team_price_fen, stock)
            SELECT {choice}, {sql_id("campaign", "n")}, {sku}, 1990 + 100 * k, 10000000 {kinds}""",
        """UPDATE campaign SET status = 'PUBLISHED', published_at = now(), rules = '{}',
             rules_hash = repeat('0', 64)""",
    ]


def teams(number: int, *, merchants: int = 1) -> list[str]:
    """Return what writes so many open teams, each led by the person of its number."""
    every = f"FROM generate_series(0, {number - 1}) n"
    campaign, leader = sql_id("campaign", f"n % {CAMPAIGNS}"), sql_id("person", "n")
    shop = sql_id("merchant", f"n % {CAMPAIGNS} % {merchants}")
    return [
        f"""INSERT INTO team (id, code, campaign_id, leader_id, kind, status, size, seats_filled,
              opened_at, closes_at)
            SELECT {sql_id("team", "n")}, 'B' || lpad(n::text, 7, '0'), {campaign}, {leader},
              'ORDINARY', 'OPEN', {TEAM_SIZE}, 1, now(), now() + interval '1 day' {every}""",
        f"""INSERT INTO orders (id, number, kind, person_id, merchant_id, campaign_id, team_id,
              sku_id, quantity, unit_price_fen, total_fen, status, placed_at, pay_by_at, paid_at)
            SELECT {sql_id("order", "n")}, 'L' || n, 'TEAM', {leader}, {shop},
              {campaign}, {sql_id("team", "n")}, {sql_id("sku", f"n % {CAMPAIGNS}")}, 1, 1990,
              1990, 'PAID', now(), now(), now() {every}""",
        f"""INSERT INTO seat (id, team_id, number, person_id, order_id, state, held_at, held_until,
              filled_at)
            SELECT {sql_id("seat", "n")}, {sql_id("team", "n")}, 1, {leader},
              {sql_id("order", "n")}, 'FILLED', now(), now(), now() {every}""",
    ]
