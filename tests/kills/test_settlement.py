"""Kill −9 at each step of a settlement: everybody has the outcome that was drawn, once."""

import random
import signal
from collections import Counter
from contextlib import asynccontextmanager
from uuid import uuid4

import asyncpg
import pytest

from app.database import opened
from tests.kills.drawn import AT, Lots, prepare, violations
from tests.services.postgres import execute, fresh_database, on_database

SETTLING = (
    "draw.refunded",
    "draw.subsidised",
    "draw.granted",
    "draw.told",
    "draw.voided",
    "draw.settled",
)
DEATHS = (*SETTLING, "award.taken")


@asynccontextmanager
async def connected(url: str):
    raw = await asyncpg.connect(url)
    try:
        yield raw
    finally:
        await raw.close()


@pytest.fixture
async def drawn(postgres_url, template):
    """A database in which everything is drawn and nothing settled, to be copied; and the lots."""
    name = f"drawn_{uuid4().hex}"
    await execute(postgres_url, f"CREATE DATABASE {name} TEMPLATE {template}")
    url = on_database(postgres_url, name)
    async with opened(url, max_connections=4), connected(url) as raw:
        lots = await prepare(raw)
    yield name, lots
    await execute(postgres_url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def copied(postgres_url, drawn):
    name, lots = drawn

    @asynccontextmanager
    async def made():
        async with (
            fresh_database(postgres_url, template=name) as url,
            opened(url),
            connected(url) as raw,
        ):
            yield url, raw, lots

    return made


async def dies(ground, what: str, url: str, failpoint: str | None, **words) -> bool:
    """Whether a process that does this is killed; otherwise it did all there was to do."""
    named = {"database": url, "now": AT.isoformat(), "failpoint": failpoint}
    child = ground.zygote.fork(f"tests.kills.settling:{what}", **named, **words)
    status = await child.status()
    assert status in {0, -signal.SIGKILL}, child.said()
    return status != 0


async def refunded_once(ground, url: str, raw, lots: Lots) -> list[str]:
    """Half of a winner's goods go back, by whom is killed in it and asked again."""
    order, person = lots.won[0]
    wanted = {"operator_id": lots.operator, "order_id": order, "amount_fen": 995}
    words = {**wanted, "reason": "碰伤了", "key": "half"}
    assert await dies(ground, "refund", url, "award.taken:1", **words)
    for _ in range(2):
        assert not await dies(ground, "refund", url, None, **words)
    held = await raw.fetch(
        "SELECT kind, balance FROM account WHERE owner = $1 AND kind IN ('FUND', 'POINTS')", person
    )
    found = {row["kind"]: row["balance"] for row in held}
    return [] if found == {"FUND": 995, "POINTS": 250} else [f"{person} holds {found}"]


@pytest.mark.timeout(1800)
async def test_whoever_is_killed_wherever_everybody_has_their_outcome_once(ground, copied, full):
    """16 kills at six places and a few at the seventh; 66 in full."""
    killed, seed = Counter[str](), 0
    while sum(killed.values()) < (66 if full else 16) or len(killed) < len(SETTLING):
        seed += 1
        chance, died = random.Random(seed), []  # noqa: S311 - repeatable, not secret
        async with copied() as (url, raw, lots):
            while True:
                name = min(SETTLING, key=lambda each: (killed[each], chance.random()))
                if not await dies(ground, "settle", url, f"{name}:{chance.randint(1, 2)}"):
                    break
                killed[name] += 1
                died.append(name)
            assert not await dies(ground, "settle", url, None)
            wrong = await violations(raw, lots)
            wrong = wrong or await refunded_once(ground, url, raw, lots)
            assert not wrong, "\n".join([f"seed {seed}, deaths {died}", *wrong])


@pytest.mark.parametrize("failpoint", [None, "draw.told:2"])
async def test_who_pays_apart_under_a_fresh_number_pays_twice_when_killed(
    ground, copied, failpoint
):
    async with copied() as (url, raw, lots):
        assert await dies(ground, "settle", url, failpoint, wrongly=True) is bool(failpoint)
        assert not await dies(ground, "settle", url, None, wrongly=True)
        wrong = [each for each in await violations(raw, lots) if "CREDIT" in each]
    assert bool(wrong) is bool(failpoint), wrong
    assert all("'CREDIT': 200} is not {'CREDIT': 100}" in each for each in wrong)


async def test_who_pays_in_the_same_transaction_pays_once_when_killed(ground, copied):
    async with copied() as (url, raw, lots):
        assert await dies(ground, "settle", url, "draw.told:2")
        assert not await dies(ground, "settle", url, None)
        assert await violations(raw, lots) == []
