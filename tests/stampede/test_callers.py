"""Who shows a token: asked for together, told apart, and never from memory."""

import asyncio
import hashlib
from datetime import timedelta
from uuid import uuid4

import pytest

from actions.people import end_session, open_session
from app import callers
from app.callers import Callers
from models.people import Session, sessions_of
from tests.actions.worlds import make_world
from tests.services.statements import counted


def digest(n):
    return hashlib.sha256(f"{n}".encode()).digest()


async def signed_in(world, n):
    person = await world.person(f"客人 {n}")
    until = world.now + timedelta(days=1)
    await open_session(person_id=person.id, token_hash=digest(n), until=until, now=world.now)
    return person


async def test_fifty_at_once_are_told_apart_in_a_few_statements(db, noon):
    world = await make_world(noon)
    people = [await signed_in(world, n) for n in range(50)]
    asked = Callers()
    with counted() as tally:
        found = await asyncio.gather(*(asked.known(digest(n)) for n in range(60)))
    assert [person.id for _, person in found[:50]] == [person.id for person in people]
    assert found[50:] == [None] * 10
    assert len(tally.sent) == 4, "sixteen at a time"


async def test_a_revoked_session_is_nobodys_from_that_moment_on(db, noon):
    world = await make_world(noon)
    person = await signed_in(world, 1)
    asked = Callers()
    session, found = await asked.known(digest(1))
    assert found.id == person.id
    await end_session(session_id=session.id, now=noon)
    assert await asked.known(digest(1)) is None


@pytest.fixture
def slow(monkeypatch):
    """Holds the first question up until told to go on; counts them all."""
    go, batches = asyncio.Event(), []

    async def asked(hashes):
        batches.append(len(hashes))
        await go.wait()
        return {token_hash: uuid4() for token_hash in hashes}

    monkeypatch.setattr(callers, "sessions_of", asked)
    return go, batches


async def test_who_comes_meanwhile_is_asked_for_next_and_not_all_at_once(slow, monkeypatch):
    monkeypatch.setattr(callers, "TOGETHER_MOST", 4)
    go, batches = slow
    asked = Callers()
    first = asyncio.create_task(asked.known(digest(0)))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    others = [asyncio.create_task(asked.known(digest(n % 6))) for n in range(12)]
    await asyncio.sleep(0)
    go.set()
    answers = await asyncio.gather(first, *others)
    assert batches == [1, 4, 2]
    assert len(set(answers)) == 7, "whoever shows the same token is told the same"


async def test_who_gives_up_takes_the_answer_from_nobody(slow):
    go, _ = slow
    asked = Callers()
    impatient, patient = (asyncio.create_task(asked.known(digest(1))) for _ in range(2))
    await asyncio.sleep(0)
    impatient.cancel()
    go.set()
    assert await patient is not None


async def test_a_database_that_fails_fails_all_who_asked_and_nobody_after(db, noon, monkeypatch):
    async def broken(_):
        raise OSError

    asked = Callers()
    monkeypatch.setattr(callers, "sessions_of", broken)
    answers = await asyncio.gather(
        *(asked.known(digest(n)) for n in range(3)), return_exceptions=True
    )
    assert [type(answer) for answer in answers] == [OSError] * 3
    monkeypatch.setattr(callers, "sessions_of", sessions_of)
    assert await asked.known(digest(1)) is None
    assert await Session.all().count() == 0
