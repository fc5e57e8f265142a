"""What is claimed of a draw: nothing is called provably fair but what drand's quicknet decides."""

from dataclasses import replace

import pytest

from rules.beacons import QUICKNET
from rules.draws.claims import does_not_prove, proves
from rules.particulars import DrawMode

FAIR = ("可证公平", "provably fair")
OURS = replace(QUICKNET, hash=bytes(32), key=bytes(96))


def claimed(words: str) -> bool:
    return any(each in words.lower() for each in FAIR)


def test_quicknet_alone_earns_provably_fair():
    said = proves(DrawMode.PUBLIC_BEACON, QUICKNET)
    assert all(each in said.lower() for each in FAIR)
    assert not claimed(does_not_prove(DrawMode.PUBLIC_BEACON, QUICKNET))


@pytest.mark.parametrize("chain", [OURS, replace(QUICKNET, key=OURS.key), None])
def test_another_chain_is_as_good_as_whoever_holds_its_key(chain):
    said, unsaid = [each(DrawMode.PUBLIC_BEACON, chain) for each in (proves, does_not_prove)]
    assert not claimed(said), "its hash alone does not make it quicknet"
    assert "as good as whoever holds its key" in said
    assert "A chain of our own is for demos and proves nothing." in unsaid
    assert "lock receipts kept by others" in unsaid, "nor what quicknet does not prove"
    assert "do not call it provably fair" in unsaid


def test_a_secret_earns_it_under_no_chain():
    assert not claimed(proves(DrawMode.OPERATOR_COMMIT, None))
    assert "do not call it provably fair" in does_not_prove(DrawMode.OPERATOR_COMMIT, None)
