"""A SECKILL's people: how they press, what they are told, and everybody else who only shops."""
# ruff: noqa: S608 - what is put together here is written here

import asyncio
import base64
import random
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import asyncpg
import orjson

from benchmarks.documents import CAMPAIGNS, JOIN
from benchmarks.lines import ANSWER_SECONDS, AnswerError, Line, post
from benchmarks.world import CAMPAIGNS as ORDINARY
from benchmarks.world import offers, residents, row_id, sku, sql_id, token, write

SIZE = 2
PRESS = """mutation($i: TakeSeatInput!) { takeSeat(input: $i) { __typename
  ... on SeatTaken { team { code } payment { id } } ... on TooBusy { retryAfterSeconds }
  ... on CampaignNotStarted { startsAt } ... on SoldOut { held nextReleaseAt }
  ... on Refusal { message } } }"""
PAY = """mutation($i: PaySandboxInput!) { paySandbox(input: $i) { __typename
  ... on Refusal { message } } }"""
OPEN = """mutation($i: OpenTeamInput!) { openTeam(input: $i) { __typename
  ... on TeamOpened { team { code } } ... on Refusal { message } } }"""
# Numbers of rows that the world of the other benchmarks does not use.
SECKILL = 500
LATE: dict[str, object] = {"__typename": "TIMEOUT"}
EVERY = 10  # of those who come first, one in so many presses too early


def gid(kind: str, number: int) -> str:
    """Return the id of a row as clients know it."""
    return base64.urlsafe_b64encode(f"{kind}:{row_id(kind.lower(), number)}".encode()).decode()


async def furnish(url: str, *, people: int) -> None:
    """Write people with sessions, and ORDINARY campaigns whose pieces are set aside."""
    set_aside = "UPDATE sku SET taken = stock"
    await write(url, [*residents(people), *offers(), set_aside])


async def announce(url: str, *, stock: int, starts_at: datetime) -> None:
    """Publish one SECKILL of so many pieces; its rows are as its publication leaves them."""
    campaign, piece = sql_id("campaign", str(SECKILL)), sql_id("sku", str(SECKILL))
    product, shop = sql_id("product", "0"), sql_id("merchant", "0")
    at = f"timestamptz '{starts_at.isoformat()}'"
    await write(
        url,
        [
            f"""INSERT INTO sku (id, product_id, code, name, price_fen, stock, taken)
                SELECT {piece}, {product}, 'rush', '5 斤', 3280, {stock}, {stock}""",
            f"""INSERT INTO campaign (id, slug, merchant_id, product_id, title, kind, size,
                  hours_to_fill, starts_at, ends_at, limit_per_person, max_quantity,
                  team_price_fen, created_at)
                SELECT {campaign}, 'rush', {shop}, {product}, '雪莲果秒杀', 'SECKILL', {SIZE}, 1,
                  {at}, {at} + interval '1 hour', 1, 1, 990, {at} - interval '1 day'""",
            f"""INSERT INTO campaign_sku (id, campaign_id, sku_id, team_price_fen, stock)
                SELECT {sql_id("choice", str(SECKILL))}, {campaign}, {piece}, 990, {stock}""",
            f"""UPDATE campaign SET status = 'PUBLISHED', published_at = created_at, rules = '{{}}',
                  rules_hash = repeat('0', 64) WHERE id = {campaign}""",
        ],
        many=False,
    )


@dataclass
class Heard:
    """What people were told, and how long each answer took in seconds."""

    taken: defaultdict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    async def ask(self, line: Line, request: bytes, name: str | None = None) -> dict[str, object]:
        """Return the one field of an answer, noted under its type or under ``name``.

        An answer that was out of time is one too: whoever gets it asks again, with the same key.

        Raises:
            AnswerError: it is another error.
        """
        begun = time.perf_counter()
        async with asyncio.timeout(ANSWER_SECONDS):
            answer = orjson.loads(await line.ask(request))
        if "errors" not in answer:
            [told] = answer["data"].values()
        elif answer["errors"][0]["extensions"]["code"] == LATE["__typename"]:
            told, name = LATE, None
        else:
            raise AnswerError(orjson.dumps(answer).decode())
        self.taken[name or told["__typename"]].append(time.perf_counter() - begun)
        return told


async def stampede(lines: Sequence[Line], *, people: range, starts_at: datetime) -> Heard:
    """Have everybody press until they have bought or are told that it is over.

    As many as there are lines press at the instant, each followed by the next as soon as
    they are done; some of the first press too early, and again at the instant.
    """
    heard, opens_at = Heard(), time.perf_counter() + seconds_until(starts_at)
    waiting = iter(people)

    async def one_after_the_other(line: Line, *, early: bool) -> None:
        if not early:
            await asyncio.sleep(max(opens_at - time.perf_counter(), 0))
        for person in waiting:
            await _press(heard, line, person, opens_at)

    async with asyncio.TaskGroup() as group:
        for number, line in enumerate(lines):
            group.create_task(one_after_the_other(line, early=not number % EVERY))
    return heard


async def _press(heard: Heard, line: Line, person: int, opens_at: float) -> None:
    wish = {"campaignId": gid("Campaign", SECKILL), "skuId": gid("Sku", SECKILL)}
    request = post(PRESS, token=token(person), i={**wish, "idempotencyKey": f"rush-{person}"})
    while True:
        told = await heard.ask(line, request)
        if told["__typename"] == "SeatTaken":
            paying = post(PAY, token=token(person), i={"paymentId": told["payment"]["id"]})
            while await heard.ask(line, paying) is LATE:
                pass
            return
        if told["__typename"] == "CampaignNotStarted":
            await asyncio.sleep(max(opens_at - time.perf_counter(), 0))
        elif told["__typename"] == "TooBusy":
            await asyncio.sleep(told["retryAfterSeconds"] + random.random())
        elif told is not LATE:
            return


@dataclass
class Shoppers:
    """Everybody else: some look at the campaigns, some join teams that leaders opened before."""

    leaders: range
    friends: Iterator[int]
    codes: list[str] = field(default_factory=list)

    async def lead(self, line: Line) -> None:
        """Open an ORDINARY team for each leader."""
        heard = Heard()
        for leader in self.leaders:
            campaign = leader % ORDINARY
            wish = {"campaignId": gid("Campaign", campaign), "skuId": sku(campaign)}
            opening = post(OPEN, token=token(leader), i={**wish, "idempotencyKey": "lead"})
            self.codes.append((await heard.ask(line, opening))["team"]["code"])

    def _joining(self, friend: int) -> bytes:
        place = friend % len(self.codes)
        wish = {"teamCode": self.codes[place], "skuId": sku(self.leaders[place] % ORDINARY)}
        return post(JOIN, token=token(friend), i={**wish, "idempotencyKey": "join"})

    async def shop(self, lines: Sequence[Line], *, until: asyncio.Event) -> Heard:
        """Look and join by turns on each line, with a moment in between, until told to stop."""
        heard = Heard()

        async def by_turns(line: Line) -> None:
            while not until.is_set():
                await heard.ask(line, post(CAMPAIGNS), "looked")
                friend = next(self.friends, None)
                if friend is not None:  # a slow machine comes to the end of them: they look on
                    await heard.ask(line, self._joining(friend))
                await asyncio.sleep(0.05)

        async with asyncio.TaskGroup() as group:
            for line in lines:
                group.create_task(by_turns(line))
        return heard


SOLD = """
  SELECT (SELECT count(*) FROM seat s JOIN team t ON t.id = s.team_id
           WHERE t.kind = 'SECKILL' AND s.state = 'FILLED') AS seats,
         (SELECT coalesce(sum(size), 0) FROM team WHERE kind = 'SECKILL'
             AND status IN ('FORMED', 'SETTLED')) AS formed,
         (SELECT count(*) FROM orders o JOIN team t ON t.id = o.team_id
           WHERE t.kind = 'SECKILL' AND o.status = 'CONFIRMED') AS confirmed,
         (SELECT count(DISTINCT person_id) FROM orders o JOIN team t ON t.id = o.team_id
           WHERE t.kind = 'SECKILL' AND o.status <> 'CLOSED') AS buyers,
         (SELECT taken FROM campaign_sku s JOIN campaign c ON c.id = s.campaign_id
           WHERE c.kind = 'SECKILL') AS taken
"""


async def sold(url: str, *, stock: int, within_seconds: float) -> dict[str, int]:
    """Return how much was sold by every count there is, once the last payment was told of."""
    deadline = time.monotonic() + within_seconds
    connection = await asyncpg.connect(url)
    try:
        while True:
            counts = dict(await connection.fetchrow(SOLD))
            if set(counts.values()) == {stock} or time.monotonic() > deadline:
                return counts
            await asyncio.sleep(0.05)
    finally:
        await connection.close()


def in_a_moment(seconds: float) -> datetime:
    """Return the instant so many seconds from now."""
    return datetime.now(UTC) + timedelta(seconds=seconds)


def seconds_until(instant: datetime) -> float:
    """Return how long it is until an instant, below zero once it passed."""
    return (instant - datetime.now(UTC)).total_seconds()
