import asyncio
import re
import sys
from datetime import timedelta

import pytest

from models.payments import Refund
from models.teams import Team
from rules.payments import RefundStatus
from rules.teams import TeamStatus
from tests.actions.worlds import make_world
from tests.cli.processes import ROOT, environment, started
from tests.journeys.documents import CAMPAIGNS, OPEN, PAY
from tests.services.shop import open_shop


async def command(*words, env):
    """What a command said, once it ended well."""
    running = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "app",
        *words,
        cwd=ROOT,
        env=env,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await asyncio.wait_for(running.communicate(), 60)
    assert running.returncode == 0, said.decode()
    return said.decode()


@pytest.fixture
async def shop(database, tmp_path):
    async with open_shop(database, tmp_path) as running:
        yield running


async def test_a_due_team_fails_and_is_refunded_at_another_instant(shop, database, folder):
    await make_world(shop.clock(), size=3)
    leader = await shop.newcomer()
    [campaign] = (await leader.ask(CAMPAIGNS))["campaigns"]["nodes"]
    wanted = {"campaignId": campaign["id"], "skuId": campaign["skus"][0]["id"]}
    placed = (await leader.ask(OPEN, i={**wanted, "idempotencyKey": "one"}))["openTeam"]
    await leader.ask(PAY, i={"paymentId": placed["payment"]["id"], "outcome": "SUCCEED"})
    env = environment(
        folder,
        DATABASE_URL=database,
        KAITUAN_PUBLIC_URL=shop.url,
        KAITUAN_PROVIDER_SECRET=shop.kaituan.settings.provider_secret,
    )

    assert "nothing was due" in await command("work", "--once", env=env)
    tomorrow = shop.clock() + timedelta(hours=25)
    said = await command("work", "--at", tomorrow.isoformat(), env=env)

    assert re.search(r"teams decided\W+1\b", said)
    assert re.search(r"refunds sent\W+1\b", said)
    team = await Team.get(code=placed["team"]["code"])
    assert (team.status, team.ended_at) == (TeamStatus.FAILED, tomorrow)
    # Signed with the real moment, the provider took it: the refund is there.
    assert await Refund.filter(status=RefundStatus.SUCCEEDED).count() == 1


@pytest.mark.parametrize("instant", ["2026-01-01T12:00:00", "tomorrow", "2026-13-01T00:00Z"])
def test_an_instant_must_be_one_and_name_its_zone(run, instant):
    refused = run("work", "--at", instant)
    assert refused.exit_code == 2
    assert "Invalid value for '--at'" in refused.stderr


def test_the_worker_alone_works_until_it_is_told_to_stop(database, folder):
    with started("work", env=environment(folder, DATABASE_URL=database)) as running:
        running.line("working each second")
        assert running.end() == 0
        assert running.process.poll() is not None
        assert "Traceback" not in running.text


def test_the_provider_alone_needs_the_secret_it_shares(run, folder):
    refused = run("sandbox-provider", KAITUAN_PROVIDER_SECRET=None)
    assert refused.exit_code == 1
    assert "KAITUAN_PROVIDER_SECRET is not set" in refused.stderr
