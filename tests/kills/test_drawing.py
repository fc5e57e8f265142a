"""Kill −9 at each step of a draw: one root, one receipt, one result, whoever finishes it."""

import random
import signal
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from app.database import opened
from models.draws import Draw, DrawEntry
from models.outbox import OutboxEvent
from resolvers.books import check_books
from resolvers.draw_files import entries, header
from rules.draws.stages import DrawStatus
from rules.draws.verification import verify
from rules.particulars import DrawScope
from tests.actions.world_draws import entered
from tests.services.postgres import fresh_database

# Where a process dies, in the order in which it gets there.
DEATHS = (
    "lock.drawing",
    "lock.numbered",
    "lock.signed",
    "lock.committed",
    "reveal.decided",
    "reveal.voided",
    "reveal.proved",
    "reveal.published",
)
# By then one alone is left to be locked, and there is one to be void.
ONCE = {"lock.signed", "lock.committed", "reveal.voided"}
NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
AT = NOON + timedelta(days=2)


async def prepared() -> None:
    """A campaign's draw of six teams, a team's own, and one that was locked two days ago."""
    late = await entered(NOON, size=2)
    await late.lock()
    await entered(NOON, size=3, winners=2)
    await entered(NOON, size=2, teams=6, scope=DrawScope.CAMPAIGN, winners=3)


async def wrong_with_draws() -> list[str]:
    """What is wrong once all is over, one line each."""
    wrong = [f"books: {each}" for each in await check_books()]
    draws = await Draw.all()
    ends = Counter(draw.status for draw in draws)
    if ends != {DrawStatus.PUBLISHED: 2, DrawStatus.VOID: 1}:
        wrong.append(f"they ended as {ends}")
    for draw in draws:
        if draw.receipt_out_at is None or draw.receipt_out_at > draw.frozen_at:
            wrong.append(f"{draw.id}: locked {draw.frozen_at}, out {draw.receipt_out_at}")
        whole = b"".join([part async for part in header(draw)])
        lines = b"".join([part async for part in entries(draw)]).splitlines(keepends=True)
        wrong += [f"{draw.id}: {each}" for each in verify(whole, entries=lines).findings]
        told = Counter(
            await OutboxEvent.filter(topic=f"draw:{draw.id}").values_list("kind", flat=True)
        )
        last = "DRAW_VOID" if draw.status is DrawStatus.VOID else "DRAW_PUBLISHED"
        wrong += [f"{draw.id} told {told}"] * (max(told.values()) > 1 or last not in told)
    dues = await OutboxEvent.filter(kind="DRAW_DUE").count()
    if dues != await DrawEntry.all().count():
        wrong.append(f"{dues} heard that it is due")
    return wrong


async def dies(ground, url: str, failpoint: str | None) -> bool:
    """Whether a process is killed; otherwise it did all there was to do."""
    words = {"database": url, "now": AT.isoformat(), "failpoint": failpoint}
    child = ground.zygote.fork("tests.kills.drawing:bring_on", **words)
    status = await child.status()
    assert status in {0, -signal.SIGKILL}, child.said()
    return status != 0


@pytest.mark.timeout(1800)
async def test_whoever_is_killed_wherever_a_draw_has_one_result(
    ground, postgres_url, template, full
):
    """13 deaths a round: at once, and with a step done before; 156 in full."""
    for seed in range(12 if full else 1):
        chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
        async with (
            fresh_database(postgres_url, template=template) as url,
            opened(url, max_connections=4),
        ):
            await prepared()
            for name in DEATHS:
                for nth in [1] if name in ONCE else chance.sample([1, 2], 2):
                    assert await dies(ground, url, f"{name}:{nth}"), f"seed {seed}, {name}:{nth}"
            assert not await dies(ground, url, None)
            wrong = await wrong_with_draws()
            assert not wrong, "\n".join([f"seed {seed}", *wrong])
