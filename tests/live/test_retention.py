"""What was told long ago is thrown away, and whoever missed it is told so, never nothing."""

import asyncio
from contextlib import aclosing
from datetime import timedelta

import pytest

from actions import housekeeping
from actions.deadlines import close_due_team, settle_due_team
from actions.housekeeping import trim_logs
from actions.people import end_session, open_session
from actions.relay import place_events
from app.door import digest
from models.db import rows
from models.outbox import OutboxEvent, RelayPosition, Topic, event, tell, viewer_topic
from models.people import Session
from models.transactions import one_transaction
from resolvers import logs as resolvers
from resolvers.books import check_books
from rules.faults import SnapshotRequired
from rules.policy import POLICY
from subscriptions import logs
from subscriptions.hub import Hub
from subscriptions.logs import cursor, follow
from tests.actions.worlds import make_world, pay
from tests.live.watching import EVENTS, greeted, streamed

LATER = POLICY.log_retention + timedelta(seconds=1)
DAY = timedelta(days=1)


@one_transaction
async def happen(topic: str, count: int, *, now) -> None:
    await tell(*[event(topic, "SEAT_HELD", now=now)] * count)


async def played(noon):
    """A team that formed and settled, one that failed, one that is open, and a session's end."""
    world = await make_world(noon, size=2)
    formed = await world.opened(await world.person())
    friend = await world.joined(await world.person(), formed.team.code)
    for placed in (formed, friend):
        await pay(placed, at=noon)
    assert await settle_due_team(now=noon)
    failed = await world.opened(await world.person())
    await pay(failed, at=noon)
    assert await close_due_team(now=noon + DAY)
    left = noon + 5 * DAY
    still_open = await world.opened(await world.person(), now=left)
    await pay(still_open, at=left)
    person = await world.person()
    session = await open_session(
        person_id=person.id, token_hash=bytes(32), until=noon + 30 * DAY, now=noon
    )
    await end_session(session_id=session.id, now=noon)
    while await place_events():
        pass
    return [placed.team.id for placed in (formed, failed, still_open)]


async def test_the_oldest_go_and_the_books_stay_true_at_every_step(db, noon, monkeypatch):
    monkeypatch.setattr(housekeeping, "ENTRIES_MOST", 4)
    formed, failed, still_open = await played(noon)
    written = await OutboxEvent.all().count()
    assert await trim_logs(now=noon + POLICY.log_retention) == 0
    trimmed = 0
    while gone := await trim_logs(now=noon + 5 * DAY + POLICY.log_retention):
        trimmed += gone
        assert gone <= 4
        assert await check_books() == []
        assert await OutboxEvent.all().count() == written - trimmed
    # What happened on the fifth day is younger, and so is what has its place behind it.
    log = await OutboxEvent.all().order_by("position")
    assert log[0].happened_at == noon + 5 * DAY
    topics = set(await Topic.all().values_list("name", flat=True))
    assert f"team:{still_open}" in topics
    assert topics.isdisjoint({f"team:{formed}", f"team:{failed}"})
    while await trim_logs(now=noon + 5 * DAY + LATER):
        assert await check_books() == []
    assert await OutboxEvent.all().count() == 0
    # What may change again keeps its topic: a campaign's version must not begin anew.
    left = set(await Topic.all().values_list("name", flat=True))
    kinds = {name.partition(":")[0] for name in left}
    assert kinds == {"team", "campaign", "viewer"}
    assert {name for name in left if name.startswith("team:")} == {f"team:{still_open}"}


async def test_what_is_old_waits_for_what_stands_before_it(db, noon):
    for when in (noon, noon + DAY, noon):
        await happen("a", 1, now=when)
        await place_events()
    assert await trim_logs(now=noon + LATER) == 1
    assert await trim_logs(now=noon + LATER) == 0
    assert await trim_logs(now=noon + DAY + LATER) == 2
    relay = await RelayPosition.get(id=1)
    assert (relay.trimmed, relay.position, relay.kept_since) == (3, 3, noon + timedelta(1, 1))
    await happen("a", 1, now=noon)
    assert await place_events() == [("a", 4)]


FIRST_OF_OTHERS = "(SELECT min(position) FROM outbox WHERE topic NOT LIKE 'team:%')"
FIRST_OF_TEAM = "(SELECT min(id) FROM outbox WHERE topic LIKE 'team:%')"
# Which rules see it: both where an entry is gone, one where only the counting is wrong.
BREAKS = {
    f"DELETE FROM outbox WHERE position = {FIRST_OF_OTHERS}": "P",  # noqa: S608
    f"DELETE FROM outbox WHERE id = {FIRST_OF_TEAM}": "PT",  # noqa: S608
    "UPDATE relay SET trimmed = trimmed - 1": "P",
    "UPDATE relay SET position = position + 1": "P",
    "UPDATE topic SET trimmed = trimmed + 1 WHERE name LIKE 'team:%'": "T",
    "DELETE FROM topic WHERE name LIKE 'team:%'": "T",
    "UPDATE team SET version = version + 1 WHERE status = 'OPEN'": "T",
    "UPDATE team SET settled_at = settled_at + interval '2 days' WHERE status = 'SETTLED'": "T",
    "DELETE FROM outbox WHERE position > 0": "PT",
}
NAMES = {"P": "POSITIONS_HAVE_NO_GAP", "T": "TEAM_TOLD_EVERY_VERSION"}


@pytest.mark.parametrize("broken", BREAKS)
async def test_after_trimming_the_books_are_no_less_sharp(db, noon, broken):
    await played(noon)
    # The first entry of the open team's topic is trimmed, its second stays.
    entries = await OutboxEvent.all().order_by("position")
    young = [row for row in entries if row.happened_at > noon + 4 * DAY]
    cut = [row for row in young if row.topic.startswith("team:")][1]
    await rows(
        "UPDATE outbox SET happened_at = $1 WHERE position < $2 RETURNING id", noon, cut.position
    )
    await trim_logs(now=noon + DAY + LATER)
    assert await check_books() == []
    await rows(f"{broken} RETURNING 1")
    assert {finding.rule for finding in await check_books()} == {
        NAMES[letter] for letter in BREAKS[broken]
    }


async def test_a_reader_is_overtaken_by_the_trimming_and_skips_nothing(db, noon, monkeypatch):
    """Eight read in small pages while two trim and two place; nobody misses one in silence."""
    monkeypatch.setattr(logs, "BATCH", 7)
    monkeypatch.setattr(housekeeping, "ENTRIES_MOST", 20)
    await happen("a", 1_500, now=noon)

    async def place():
        while await place_events(most=40):
            pass

    async def trim():
        while (await RelayPosition.get(id=1)).trimmed < 1_500:
            await trim_logs(now=noon + LATER)

    overtaken = []

    async def read(late: int):
        while (await RelayPosition.get(id=1)).trimmed < late:
            pass
        after, seen = (await resolvers.bounds())[0], []
        async with aclosing(follow(Hub(), "a", after, allowed=lambda: None)) as log:
            try:
                while len(seen) < 1_500 - after:
                    seen.append((await asyncio.wait_for(anext(log), 0.5)).position)
                    await asyncio.sleep(0)
            except SnapshotRequired:
                overtaken.append(late)
            except TimeoutError:
                pass  # nobody woke it: it read what there was
        assert seen == list(range(after + 1, after + 1 + len(seen)))

    await asyncio.gather(place(), place(), trim(), trim(), *(read(100 * n) for n in range(8)))
    assert overtaken, "nobody was overtaken: the test shows nothing"
    relay = await RelayPosition.get(id=1)
    assert (relay.trimmed, relay.position) == (1_500, 1_500)


async def viewer_of(crowd) -> tuple[str, str]:
    member = await crowd.member()
    session = await Session.get(token_hash=digest(member.token))
    return member.token, viewer_topic(session.person_id)


async def code_told(shop, token, after, *, over):
    """Every kind told, then the code with which the log ends."""
    kinds = []
    if over == "events":
        async with streamed(shop.url, EVENTS, token, after=after) as frames:
            async for name, told in frames:
                if name == "complete":
                    raise AssertionError("it ended without a word")
                if "errors" in told:
                    assert (await anext(frames))[0] == "complete"
                    return kinds, told["errors"][0]["extensions"]["code"]
                kinds.append(told["data"]["viewerEvents"]["position"])
    async with greeted(shop.socket_url, token) as watch:
        await watch.ask(EVENTS, after=after)
        while True:
            message = await watch.hear()
            if message["type"] == "error":
                return kinds, message["payload"][0]["extensions"]["code"]
            if errors := message["payload"].get("errors"):
                assert (await watch.hear())["type"] == "complete"
                return kinds, errors[0]["extensions"]["code"]
            kinds.append(message["payload"]["data"]["viewerEvents"]["position"])


@pytest.mark.parametrize("over", ["events", "socket"])
async def test_whoever_was_away_too_long_begins_again(shop, crowd, over):
    token, topic = await viewer_of(crowd)
    now = shop.clock()
    await happen(topic, 3, now=now - LATER)
    await happen(topic, 2, now=now)
    await place_events()
    assert await trim_logs(now=now) == 3
    told = await code_told(shop, token, cursor(2), over=over)
    assert told == ([], "SNAPSHOT_REQUIRED")
    async with greeted(shop.socket_url, token) as watch:
        await watch.ask(EVENTS, after=cursor(3))
        assert [(await watch.news())["position"] for _ in range(2)] == [cursor(4), cursor(5)]
        await watch.ask(EVENTS, name="again")
        assert (await watch.news())["kind"] == "SNAPSHOT"


@pytest.mark.parametrize("over", ["events", "socket"])
async def test_a_log_that_is_trimmed_under_its_reader_ends_with_the_code(
    shop, crowd, over, monkeypatch
):
    token, topic = await viewer_of(crowd)
    now = shop.clock()
    await happen(topic, 7, now=now - LATER)
    await place_events()
    read = resolvers.stretch

    async def trimmed_meanwhile(name, after, *, most):
        if after >= 4:
            assert await trim_logs(now=now) == 7
        return await read(name, after, most=most)

    monkeypatch.setattr(logs, "BATCH", 2)
    monkeypatch.setattr(resolvers, "stretch", trimmed_meanwhile)
    positions, code = await code_told(shop, token, cursor(0), over=over)
    assert positions == [cursor(place) for place in (1, 2, 3, 4)]
    assert code == "SNAPSHOT_REQUIRED"
    assert not [name for name in shop.kaituan.hub.topics if name.startswith("viewer:")]


async def test_who_is_there_all_the_time_is_not_sent_away_for_what_others_missed(shop, crowd):
    token, topic = await viewer_of(crowd)
    now = shop.clock()
    await happen(topic, 1, now=now - LATER)
    await happen("viewer:another", 20, now=now - LATER)
    await place_events()
    async with greeted(shop.socket_url, token) as watch:
        await watch.ask(EVENTS, after=cursor(0))
        assert (await watch.news())["position"] == cursor(1)
        assert await trim_logs(now=now) == 21
        await happen(topic, 1, now=now)
        assert (await watch.news())["position"] == cursor(22)


def test_a_session_is_over_before_what_it_missed_is_gone():
    assert POLICY.session <= POLICY.log_retention
