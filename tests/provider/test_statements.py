"""What the provider took and gave back can be listed to the last fen, and nothing false is read."""

import hashlib
from datetime import UTC, date, datetime, timedelta

import httpx2
import pytest

from app.errands.provider import (
    ProviderRefused,
    ProviderUnavailable,
    StatementKind,
    StatementLine,
    StatementNotReady,
)
from app.errands.sandbox_client import SandboxClient
from app.errands.sandbox_statement import HEADER, LARGEST_FILE
from app.sandbox.fields import written
from tests.provider.world import SECRET, START

NEW_YEAR = date(2026, 1, 1)
# Asia/Shanghai has midnight at 16:00 UTC.
MIDNIGHT = datetime(2026, 1, 1, 16, 0, tzinfo=UTC)


async def test_every_sum_taken_is_listed_in_order_page_by_page(w):
    for n in range(5):
        await w.client.control({"pay_twice": n % 2 == 0})
        await w.paid(f"p-{n}")
        w.clock.turn(seconds=1)
    found, after = [], None
    while page := await w.client.receipts(after=after, limit=3):
        found += page
        after = page[-1].reference
    assert [each.number for each in found] == ["p-0"] * 2 + ["p-1"] + ["p-2"] * 2 + ["p-3"] + [
        "p-4"
    ] * 2
    assert len({each.reference for each in found}) == 8
    assert found == [told.payment for told in w.told]
    assert await w.client.receipts(after=None, limit=100) == found


@pytest.mark.parametrize("limit", [0, 101, -1])
async def test_a_page_of_receipts_is_bounded(w, limit):
    with pytest.raises(ProviderRefused) as refused:
        await w.client.receipts(after=None, limit=limit)
    assert refused.value.code == "FIELD_INVALID"


async def test_a_page_after_nothing_known_is_refused(w):
    paid = await w.paid()
    for after in ("never", "", "p-1", "' OR 1=1 --"):
        with pytest.raises(ProviderRefused) as refused:
            await w.client.receipts(after=after, limit=1)
        assert refused.value.code == "FIELD_INVALID"
    assert await w.client.receipts(after=paid.reference, limit=1) == []


async def a_day(w):
    """Two payments, one of them taken twice, and a refund of each kind."""
    first = await w.paid()
    w.clock.turn(minutes=1)
    await w.client.control({"pay_twice": True})
    await w.paid("p-2", amount_fen=500)
    await w.client.calm()
    w.clock.turn(minutes=1)
    refund = await w.client.refund(w.refund())
    await w.client.control({"processing_refunds": 1})
    await w.client.refund(w.refund("r-waits"))
    return first, refund


async def test_a_day_has_a_line_for_each_sum_that_moved(w):
    first, refund = await a_day(w)
    w.clock.now = MIDNIGHT + timedelta(hours=1)
    statement = await w.client.statement(NEW_YEAR)
    lines = list(statement)
    assert lines == list(statement)
    receipts = await w.client.receipts(after=None, limit=100)
    taken = sorted(receipts, key=lambda each: (each.paid_at, each.reference))
    paid = [line for line in lines if line.kind is StatementKind.PAYMENT]
    assert [(line.reference, line.number, line.amount_fen, line.at) for line in paid] == [
        (each.reference, each.number, each.amount_fen, each.paid_at) for each in taken
    ]
    assert paid[0].reference == first.reference
    assert all(line.payment_number == line.number for line in paid)
    assert lines[3:] == [
        StatementLine(
            kind=StatementKind.REFUND,
            reference=refund.reference,
            number="r-1",
            payment_number="p-1",
            amount_fen=500,
            currency="CNY",
            at=refund.succeeded_at,
        )
    ]
    totals = (statement.payments, statement.payments_fen, statement.refunds, statement.refunds_fen)
    assert totals == (3, 2990, 1, 500)
    assert statement.day == NEW_YEAR
    # What waited then belongs to the day on which it went.
    await w.client.refund(w.refund("r-waits"))
    w.clock.turn(days=1)
    (line,) = await w.client.statement(NEW_YEAR + timedelta(days=1))
    assert (line.number, line.amount_fen) == ("r-waits", 500)
    assert (await w.client.statement(NEW_YEAR)).sha256 == statement.sha256


async def test_a_day_begins_and_ends_at_midnight_in_china(w):
    moments = [MIDNIGHT - timedelta(microseconds=1), MIDNIGHT]
    for n, moment in enumerate(moments):
        w.clock.now = moment
        await w.paid(f"p-{n}", expires_at=MIDNIGHT + timedelta(minutes=1))
    w.clock.now = MIDNIGHT + timedelta(days=2)
    for n in range(2):
        (line,) = await w.client.statement(NEW_YEAR + timedelta(days=n))
        assert (line.number, line.at) == (f"p-{n}", moments[n])


async def test_only_a_day_that_is_over_has_a_statement(w):
    for now in (START, MIDNIGHT, MIDNIGHT + timedelta(seconds=59)):
        w.clock.now = now
        with pytest.raises(StatementNotReady):
            await w.client.statement(NEW_YEAR)
    w.clock.turn(seconds=1)
    assert list(await w.client.statement(NEW_YEAR)) == []


@pytest.mark.parametrize(
    "day", ["today", "20260101", "2026-1-1", "2026-W01-4", "2026-02-30", "0001-01-01", "9999-12-31"]
)
async def test_what_is_no_day_has_no_statement(w, day):
    answer = await w.send("GET", f"/v1/statements/{day}")
    assert (answer.status_code, answer.json()["code"]) == (400, "FIELD_INVALID")


async def test_many_lines_are_neither_lost_nor_doubled(w):
    await w.client.create(w.payment())
    many = 2_345

    def fill(db):
        # A thousand share an instant: pages are cut by more than the instant.
        db.executemany(
            "INSERT INTO receipts (reference, payment_number, amount_fen, paid_at)"
            " VALUES (?, 'p-1', ?, ?)",
            [
                (f"ref-{n:05}", n + 1, written(START + timedelta(seconds=n // 1_000)))
                for n in range(many)
            ],
        )

    await w.sandbox._desk.store.transact(fill)
    w.clock.now = MIDNIGHT + timedelta(hours=1)
    statement = await w.client.statement(NEW_YEAR)
    assert [line.reference for line in statement] == [f"ref-{n:05}" for n in range(many)]
    assert (statement.payments, statement.payments_fen) == (many, many * (many + 1) // 2)


async def file_of(w):
    await a_day(w)
    w.clock.now = MIDNIGHT + timedelta(hours=1)
    answer = await w.send("GET", "/v1/statements/2026-01-01/file")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return answer.content


def reader_of(w, file, *, sha256=None):
    """A client whose provider sends this file, and says this is its hash."""

    def answer(request):
        if request.url.path.endswith("/file"):
            return httpx2.Response(200, content=file)
        told = sha256 or hashlib.sha256(file).hexdigest()
        return httpx2.Response(200, json={"day": "2026-01-01", "sha256": told})

    transport = httpx2.MockTransport(answer)
    return SandboxClient(
        base_url="http://p.test", secret=SECRET, clock=w.clock, transport=transport
    )


async def test_the_file_is_what_the_documents_say(w):
    file = (await file_of(w)).decode().splitlines()
    assert file[0] == "kind,reference,number,payment_number,amount_fen,currency,at"
    assert file[1].startswith("PAYMENT,SB20260101")
    assert file[1].endswith(",p-1,p-1,1990,CNY,2026-01-01T12:00:00.000000+00:00")
    assert file[-1] == "TOTAL,3,2990,1,500,0,0,CNY,2026-01-01"


async def test_a_file_with_another_hash_is_refused(w):
    file = await file_of(w)
    async with reader_of(w, file) as honest:
        assert len(list(await honest.statement(NEW_YEAR))) == 4
    told = hashlib.sha256(file).hexdigest()
    for changed in (file.replace(b",1990,", b",1991,"), file[:-1], file + b"\n", b""):
        async with reader_of(w, changed, sha256=told) as tampered:
            with pytest.raises(ProviderUnavailable):
                await tampered.statement(NEW_YEAR)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"TOTAL,3,2990,1,500,", b"TOTAL,3,2991,1,500,"),
        (b"TOTAL,3,2990,1,500,", b"TOTAL,4,2990,1,500,"),
        (b"TOTAL,3,2990,1,500,", b"TOTAL,3,2990,1,499,"),
        (b"CNY,2026-01-01\n", b"CNY,2026-01-02\n"),
        (b"CNY,2026-01-01\n", b"CNY,2026-01-01"),
        (b"CNY,2026-01-01\n", b"CNY,2026-01-01\nmore\n"),
        (b",p-1,p-1,1990,", b",p-1,p-1,1991,"),
        (b",p-1,p-1,1990,", b",p-1,p-1,-1990,"),
        (b",p-1,p-1,1990,", b",p-1,p-1,1990.0,"),
        (b",p-1,p-1,1990,", b",p-1,,1990,"),
        (b",p-1,p-1,1990,", b",p-1,1990,"),
        (b"REFUND,", b"REBATE,"),
        (b"REFUND,", b"PAYMENT,"),
        (b"kind,reference", b"reference,kind"),
        (b"2026-01-01T12:00:00.000000+00:00", b"2026-01-01T12:00:00.000000"),
        (b"2026-01-01T12:00:00.000000+00:00", b"2026-01-01T16:00:00.000000+00:00"),
        (b"2026-01-01T12:00:00.000000+00:00", b"noon"),
        (b"2026-01-01T12:00:00.000000+00:00", b"9999-12-31T23:00:00.000000+00:00"),
        (b"PAYMENT,SB", b"PAYMENT,\xff\xfe"),
        (b"PAYMENT,SB", b"PAYMENT,SB\0"),
        (b"PAYMENT,SB", b"PAYMENT," + b"SB" * 128),
        (b",p-1,p-1,1990,", b",p-1\x1b,p-1,1990,"),
        (b",p-1,p-1,1990,", b",p-1,p\xe2\x80\xa8,1990,"),
        (b",p-1,p-1,1990,CNY,", b",p-1,p-1,1990,CNY\0,"),
    ],
)
async def test_a_file_that_cannot_be_right_is_refused_whatever_its_hash(w, old, new):
    file = await file_of(w)
    assert old in file
    async with reader_of(w, file.replace(old, new, 1)) as misled:
        with pytest.raises(ProviderUnavailable, match="statement"):
            await misled.statement(NEW_YEAR)


async def test_a_sum_beyond_what_a_row_and_a_browser_hold_is_refused(w):
    for fen in (2**53 - 1, 2**53, 2**63, 10**30):
        line = f"PAYMENT,r,p,p,{fen},CNY,2026-01-01T12:00:00+00:00"
        file = f"{HEADER.decode()}\n{line}\nTOTAL,1,{fen},0,0,0,0,CNY,2026-01-01\n".encode()
        async with reader_of(w, file) as reader:
            if fen < 2**53:
                assert (await reader.statement(NEW_YEAR)).payments_fen == fen
                continue
            with pytest.raises(ProviderUnavailable, match="nobody moves"):
                await reader.statement(NEW_YEAR)


@pytest.mark.parametrize("kept", [0, 1, 2, 4])
async def test_a_file_that_ends_early_is_refused_whatever_its_hash(w, kept):
    file = b"".join((await file_of(w)).splitlines(keepends=True)[:kept])
    async with reader_of(w, file) as misled:
        with pytest.raises(ProviderUnavailable):
            await misled.statement(NEW_YEAR)


async def test_a_file_or_line_without_an_end_is_refused(w, monkeypatch):
    monkeypatch.setattr("app.errands.sandbox_statement.LARGEST_FILE", 400)
    assert LARGEST_FILE > 100_000 * 200
    file = await file_of(w)
    assert len(file) > 400
    for endless in (file, b"x" * 399):
        monkeypatch.setattr("app.errands.sandbox_statement.LONGEST_LINE", 300)
        async with reader_of(w, endless) as misled:
            with pytest.raises(ProviderUnavailable, match="does not end"):
                await misled.statement(NEW_YEAR)


@pytest.mark.parametrize("switch", ["refused_requests", "lost_answers", "cut_answers"])
async def test_a_statement_that_does_not_come_concludes_nothing(w, switch):
    await file_of(w)
    await w.client.control({"answers_of": "statement", switch: 1})
    with pytest.raises(ProviderUnavailable):
        await w.client.statement(NEW_YEAR)
    assert (await w.client.statement(NEW_YEAR)).payments == 3
