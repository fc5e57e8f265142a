"""What Lighthouse says of the three pages that strangers land on, but for how fast they are."""

import asyncio
import json

import pytest

from app.settings import ROOT
from tests.services.node import program

SCRIPT = ROOT / "tests" / "e2e" / "lighthouse.mjs"


@pytest.mark.timeout(300)
@pytest.mark.parametrize("path", ["/", "/c/navel-orange", "/t/TEAM2247"])
async def test_a_landing_page_is_accessible_sound_and_stands_still(still, path):
    looking = await asyncio.create_subprocess_exec(
        program(), str(SCRIPT), f"{still.url}{path}", stdout=asyncio.subprocess.PIPE
    )
    out, _ = await looking.communicate()
    assert looking.returncode == 0
    seen = json.loads(out)
    assert seen["accessibility"] == 1, seen
    assert seen["best-practices"] == 1, seen
    assert seen["cls"] <= 0.02, seen
