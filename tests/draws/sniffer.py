"""Somebody who listens on every line of a running shop, and what of it was heard too early."""

import asyncio
import json
import logging
import re
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from models.db import rows
from models.draws import Draw, DrawEntry, DrawWinner, secret_of
from rules.particulars import DrawMode, DrawScope
from tests.actions.world_draws import ended
from tests.actions.worlds import pay
from tests.live.drawings import DRAW, STAGES, signed_in
from tests.live.watching import greeted, streamed

TEAM = """subscription($code: String!) { teamProgress(code: $code) {
  code status version seats { number state member { displayName } }
  draw { uuid stage version revealed winners { prize ticket number } } } }"""
EVENTS = """subscription { viewerEvents { kind position
  order { id status refunded { fen } } team { code status seats { number state } }
  draw { uuid stage revealed winners { prize ticket number } myEntries { ticket prize } } } }"""
MINE = """query { viewer { orders(first: 5) { nodes { id status closeReason
  refunded { fen } team { status seats { state } } } } } }"""
# What only who won or lost is told, or shows of them.
OUTCOMES = re.compile(
    r'"(WON|LOST|CONFIRMED|CLOSED|DRAW_WON|DRAW_LOST|SUBSIDY_GRANTED|FUND_GRANTED|POINTS_GRANTED'
    r'|REFUND_REQUESTED|SETTLED)"'
)


@dataclass(frozen=True)
class Heard:
    """One answer, event, file, log line or row: what it said, and when it was heard."""

    at: datetime
    line: str
    text: str
    about: UUID | None = None
    by: UUID | None = None  # whose own line it was


@dataclass
class Sniffer:
    """Everything that was heard, and of which draws."""

    shop: object
    heard: list[Heard] = field(default_factory=list)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    waiting: set[UUID] = field(default_factory=set)
    taking: set[UUID] = field(default_factory=set)
    locked: asyncio.Event = field(default_factory=asyncio.Event)

    def note(self, line: str, text: str, **facts) -> None:
        self.heard.append(Heard(self.shop.clock(), line, text, **facts))

    async def watch(self, stack: AsyncExitStack, draws: list[Draw], teams: dict) -> list:
        """Listen to everything that may be watched; returns the tasks that do."""
        self.waiting, self.over = {draw.id for draw in draws}, asyncio.Event()
        self.taking, self.locked = set(self.waiting), asyncio.Event()
        tasks = []
        for start in range(0, len(draws), 10):
            some = draws[start : start + 10]
            socket = await stack.enter_async_context(greeted(self.shop.socket_url))
            for draw in some:
                await socket.ask(STAGES, name=f"s {draw.id}", id=str(draw.id))
                await socket.ask(TEAM, name=f"t {draw.id}", code=teams[draw.id].code)
            tasks.append(asyncio.create_task(self._listen(socket)))
        for draw in draws[:3]:
            frames = await stack.enter_async_context(
                streamed(self.shop.url, STAGES, id=str(draw.id))
            )
            tasks.append(asyncio.create_task(self._read(frames, draw.id)))
        for draw in draws:
            [entry, *_] = await DrawEntry.filter(draw_id=draw.id)
            client = await signed_in(self.shop, entry.person_id)
            socket = await stack.enter_async_context(greeted(self.shop.socket_url, client.token))
            await socket.ask(EVENTS, name=f"v {draw.id}")
            tasks.append(asyncio.create_task(self._listen(socket, by=entry.person_id)))
            if draw in draws[:4]:
                tasks.append(asyncio.create_task(self._ask_on(client, draw, by=entry.person_id)))
        tasks.append(asyncio.create_task(self._ask_all(self.shop.client(), draws)))
        return tasks

    async def _listen(self, socket, by: UUID | None = None) -> None:
        async for text in socket.socket:
            message = json.loads(text)
            about = UUID(message["id"][2:])
            self.note(f"socket {message['id'][0]}", text, about=about, by=by)
            assert message["type"] == "next", text
            told = message["payload"]["data"].get("drawStage")
            if told and told["stage"] != "SCHEDULED":
                self.taking.discard(about)
                if not self.taking:
                    self.locked.set()
            if told and told["stage"] == "PUBLISHED":
                self.waiting.discard(about)
                if not self.waiting:
                    self.over.set()

    async def _read(self, frames, about: UUID) -> None:
        async for _, data in frames:
            self.note("stream", json.dumps(data), about=about)

    async def _ask_on(self, client, draw: Draw, *, by: UUID) -> None:
        while not self.over.is_set():
            for document in (DRAW, MINE):
                variables = {"id": str(draw.id)} if document is DRAW else {}
                answer = await client.raw(document, **variables)
                self.note("http", json.dumps(answer), about=draw.id, by=by)

    async def _ask_all(self, client, draws: list[Draw]) -> None:
        while not self.over.is_set():
            for draw in draws:
                answer = await client.raw(DRAW, id=str(draw.id))
                self.note("http", json.dumps(answer), about=draw.id)
                for ending in ("json", "entries.ndjson"):
                    file = await client.http.get(f"/draws/{draw.id}.{ending}")
                    headers = json.dumps(dict(file.headers))
                    self.note("file", headers + file.text, about=draw.id)

    async def stored(self) -> None:
        """Hear what was told to anybody, as it stands in the outbox."""
        for row in await rows("SELECT topic, kind, body::text, happened_at FROM outbox"):
            text = json.dumps([row["topic"], row["kind"], row["body"]])
            self.heard.append(Heard(row["happened_at"], "event", text))


class Logged(logging.Handler):
    """Hears what is logged, by the clock of the shop, which may be ahead of the machine's."""

    def __init__(self, sniffer: Sniffer) -> None:
        super().__init__(logging.DEBUG)
        self.sniffer = sniffer

    def emit(self, record: logging.LogRecord) -> None:
        self.sniffer.note("log", record.getMessage() + (record.exc_text or ""))


async def leaks(sniffer: Sniffer) -> list[str]:
    """What was heard of winners before their time, one line each."""
    draws = {draw.id: draw for draw in await Draw.all()}
    tickets = {each.order_id: each.ticket for each in await DrawEntry.all()}
    people = {each.order_id: each.person_id for each in await DrawEntry.all()}
    early: list[str] = []
    winners = await DrawWinner.all()
    by_secret = [each.id for each in draws.values() if each.mode is DrawMode.OPERATOR_COMMIT]
    secrets = {draw_id: (await secret_of(draw_id)).hex() for draw_id in by_secret}
    for heard in sniffer.heard:
        for winner in winners:
            ticket, draw = tickets[winner.order_id], draws[winner.draw_id]
            if heard.at < winner.reveal_at and heard.by != people[winner.order_id]:
                early += [f"{heard.line}: ticket of prize {winner.prize}"] * (ticket in heard.text)
            if heard.at < winner.reveal_at and str(winner.order_id) in heard.text:
                told = OUTCOMES.search(heard.text) if heard.line == "event" else None
                early += [f"event: {told[0]} of prize {winner.prize}"] if told else []
            if draw.id in secrets and heard.at < draw.published_at:
                early += [f"{heard.line}: secret"] * (secrets[draw.id] in heard.text)
        early += _outcome(heard, draws)
        early += _prizes(heard, {tickets[each.order_id]: each.reveal_at for each in winners})
    return early


def _outcome(heard: Heard, draws: dict) -> list[str]:
    """What shows that somebody won or lost, before all was shown."""
    if heard.about is None or heard.at >= draws[heard.about].published_at:
        return []
    told = OUTCOMES.search(heard.text)
    return [f"{heard.line}: {told[0]}"] if told else []


def _prizes(heard: Heard, shown: dict[str, datetime]) -> list[str]:
    """Prizes that stand beside a ticket, one's own too, before their time."""
    if not heard.text.startswith("{") or heard.line in {"file", "log"}:
        return []
    return [
        f"{heard.line}: prize {each['prize']}"
        for each in _objects(json.loads(heard.text))
        if each.get("prize") and heard.at < shown[each["ticket"]]
    ]


def _objects(value):
    if isinstance(value, dict):
        yield value
        for inner in value.values():
            yield from _objects(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _objects(inner)


async def filled_while_watched(sniffer: Sniffer, world, *, teams: int, size: int) -> None:
    """Teams are opened, watched by everybody, filled, drawn and settled; ends when all are."""
    shop, whose, last = sniffer.shop, {}, []
    for _ in range(teams):
        placed = await _all_but_paid(world, size=size, now=shop.clock())
        for each in placed[:-1]:
            await pay(each, at=shop.clock())
        last.append(placed[-1])
        of_campaign = {"campaign_id": world.campaign.id, "team_id": None}
        draw = await Draw.filter(team_id=placed[0].team.id).first() or await Draw.get(**of_campaign)
        whose[draw.id] = placed[0].team
    found = [await Draw.get(id=draw_id) for draw_id in whose]
    async with AsyncExitStack() as stack:
        tasks = await sniffer.watch(stack, found, whose)
        for each in last:
            await pay(each, at=shop.clock())
        if found[0].scope is DrawScope.CAMPAIGN:
            await ended(world, now=shop.clock())
        async with asyncio.timeout(60 + teams):
            await _round_is_near(sniffer, found)
            await sniffer.over.wait()
        for task in tasks:
            task.cancel()
        done = await asyncio.gather(*tasks, return_exceptions=True)
    assert [each for each in done if isinstance(each, AssertionError | KeyError)] == []


async def _all_but_paid(world, *, size: int, now: datetime) -> list:
    """A team whose every seat is taken."""
    placed = [await world.opened(await world.person(), now=now)]
    code = placed[0].team.code
    others = [await world.person(f"王{n}") for n in range(size - 1)]
    return placed + [await world.joined(each, code, now=now) for each in others]


async def _round_is_near(sniffer: Sniffer, draws: list[Draw]) -> None:
    """Once all are locked, time is turned to seconds before the first winner of a beacon."""
    if draws[0].mode is not DrawMode.PUBLIC_BEACON:
        return
    await sniffer.locked.wait()
    locked = [await Draw.get(id=draw.id) for draw in draws]
    soon = min(draw.first_reveal_at for draw in locked) - timedelta(seconds=3)
    ahead = (soon - sniffer.shop.clock()).total_seconds()
    sniffer.shop.clock.turn(seconds=max(ahead, 0))
