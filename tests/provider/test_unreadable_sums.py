"""A sum in the list that cannot be read keeps its place and hides none of the others."""

import httpx2
import pytest

from app.errands.provider import ProviderUnavailable
from app.errands.sandbox_client import SandboxClient
from tests.provider.world import SECRET

READABLE = {
    "number": "p-1",
    "reference": "SB1",
    "status": "SUCCEEDED",
    "amount_fen": 1990,
    "currency": "CNY",
    "paid_at": "2026-01-01T12:00:00+00:00",
    "refunded_fen": 0,
}


def lister_of(w, listed):
    """A client whose provider lists this."""

    def answer(_request):
        return httpx2.Response(200, json={"receipts": listed, "payments": listed})

    transport = httpx2.MockTransport(answer)
    return SandboxClient(
        base_url="http://p.test", secret=SECRET, clock=w.clock, transport=transport
    )


@pytest.mark.parametrize(
    ("odd", "name"),
    [
        ({"amount_fen": "1990"}, "odd"),
        ({"amount_fen": True}, "odd"),
        ({"paid_at": "noon"}, "odd"),
        ({"paid_at": 5}, "odd"),
        ({"status": "EATEN"}, "odd"),
        ({"currency": None}, "odd"),
        ({"number": 7}, "odd"),
        ({"reference": 7}, ""),
    ],
)
async def test_one_field_that_cannot_be_read_hides_no_other_sum(w, odd, name, caplog):
    before, after = READABLE, READABLE | {"reference": "SB2"}
    listed = [before, READABLE | {"reference": "odd"} | odd, after]
    async with lister_of(w, listed) as client:
        first, unread, last = await client.receipts(after=None, limit=100)
    assert (first.reference, last.reference) == ("SB1", "SB2")
    assert (first.amount_fen, last.amount_fen) == (1990, 1990)
    assert (unread.reference, unread.amount_fen, unread.paid_at) == (name, 0, None)
    assert [record.levelname for record in caplog.records if "unreadable" in record.message] == [
        "ERROR"
    ]


async def test_what_is_no_sum_at_all_keeps_its_place(w):
    async with lister_of(w, [None, 5, [], {}, READABLE]) as client:
        found = await client.receipts(after=None, limit=100)
    assert [one.reference for one in found] == [""] * 4 + ["SB1"]


@pytest.mark.parametrize("listed", [None, "SB1", {"SB1": READABLE}, 5])
async def test_what_is_no_list_concludes_nothing(w, listed):
    async with lister_of(w, listed) as client:
        with pytest.raises(ProviderUnavailable):
            await client.receipts(after=None, limit=100)
