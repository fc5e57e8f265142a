"""Encoding, seeds, receipts, times and voids, by hand and by their edges."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules import beacons, signatures
from rules.draws import encoding, receipts, seeds, timetable
from rules.draws.voids import PATIENCE_SECONDS, Due, VoidReason, void_from, void_reason
from rules.particulars import DrawMode, DrawScope

DRAW = UUID("00010203-0405-4607-8809-0a0b0c0d0e0f")
ROOT, SECRET, OTHER = (sha256(word).digest() for word in (b"root", b"secret", b"other"))
FROZEN = seeds.Frozen(draw=DRAW, root=ROOT, n=5, k=2)


def test_bytes_by_hand():
    assert encoding.lp(b"sel") == b"\x00\x00\x00\x03sel"
    assert encoding.u64be(258) == b"\x00\x00\x00\x00\x00\x00\x01\x02"
    assert encoding.canonical({"b": 1, "a": None}) == b'{"a":null,"b":1}'
    salt = bytes(range(16))
    told = b"\x00\x00\x00\x10" + salt + b"\x00\x00\x00\x02me"
    assert encoding.commitment_of(salt=salt, person="me") == sha256(told).digest()


def test_instants_are_whole_seconds_wherever_they_are_told():
    at = datetime(2026, 1, 1, 12, 0, 0, 999_999, tzinfo=UTC)
    assert encoding.unix(at) == encoding.unix(at.replace(microsecond=0))
    assert encoding.unix(at) == encoding.unix(at.astimezone(timezone(timedelta(hours=8))))
    assert encoding.instant(encoding.unix(at)) == at.replace(microsecond=0)
    with pytest.raises(AssertionError, match="zone"):
        encoding.unix(at.replace(tzinfo=None))


def test_seeds_by_hand():
    fixed = b"\x00\x00\x00\x0ekaituan/draw/1" + b"\x00\x00\x00\x10" + DRAW.bytes
    fixed += ROOT + b"\x00" * 7 + b"\x05" + b"\x00" * 7 + b"\x02"
    by_operator = sha256(fixed + b"\x00\x00\x00\x08operator" + SECRET).digest()
    assert seeds.operator_seed(FROZEN, secret=SECRET) == by_operator
    told = b"\x00\x00\x00\x06beacon" + OTHER + b"\x00" * 6 + b"\x03\xe8" + SECRET
    by_beacon = seeds.beacon_seed(FROZEN, chain_hash=OTHER, round_number=1000, randomness=SECRET)
    assert by_beacon == sha256(fixed + told).digest()


@pytest.mark.parametrize("change", [{"n": 6}, {"k": 1}, {"root": OTHER}, {"draw": UUID(int=1)}])
def test_whatever_was_fixed_is_in_the_seed(change):
    other = replace(FROZEN, **change)
    assert seeds.operator_seed(other, secret=SECRET) != seeds.operator_seed(FROZEN, secret=SECRET)


@pytest.mark.parametrize(("promised", "n", "k"), [(3, 10, 3), (3, 3, 3), (3, 2, 2)])
def test_where_fewer_enter_all_win(promised, n, k):
    assert seeds.winners_of(promised=promised, n=n) == k


@pytest.mark.parametrize(
    ("k", "step"), [(1, 1800), (27, 1800), (28, 1785), (50, 1000), (1000, 50), (50_001, 0)]
)
def test_reveals_take_fifty_seconds_at_the_most(k, step):
    assert timetable.step_milliseconds(k) == step
    first, last = (
        timetable.reveal_milliseconds(first_reveal_at=100, k=k, prize=prize) for prize in (1, k)
    )
    assert first == 100_000
    assert last - first == step * (k - 1) < 50_000


@pytest.mark.parametrize(
    ("out", "since"), [(None, 100), (40, 95), (95, 95), (98, 98), (100, 100), (140, 100)]
)
def test_a_draw_by_a_secret_is_decided_ahead_once_its_receipt_is_out(out, since):
    decided = timetable.decided_from(
        first_reveal_at=encoding.instant(100),
        receipt_out_at=None if out is None else encoding.instant(out),
    )
    assert decided == encoding.instant(since)


@given(st.integers(beacons.QUICKNET.genesis, 2**40))
def test_the_round_comes_after_the_freeze_and_within_thirty_seconds(frozen_at):
    number = beacons.round_at(beacons.QUICKNET, frozen_at=frozen_at)
    at = beacons.time_of(beacons.QUICKNET, number)
    assert frozen_at + 27 < at <= frozen_at + 30
    assert timetable.first_reveal_after_round(at) == at + 10


ANNOUNCED = receipts.Announced(draw=DRAW, scope=DrawScope.TEAM, rules_hash=OTHER, pledge=SECRET)


def test_a_payer_is_promised_a_leaf_where_it_can_be_known():
    asked = {"serial": 2, "ticket": "T2", "commitment": ROOT, "paid_at": 7}
    in_team = receipts.receipt_at_payment(ANNOUNCED, **asked)
    entry = receipts.Entry(no=2, serial=2, ticket="T2", commitment=ROOT)
    assert in_team.leaf == entry.leaf
    wide = replace(ANNOUNCED, scope=DrawScope.CAMPAIGN)
    assert receipts.receipt_at_payment(wide, **asked) == replace(in_team, leaf=None)


LOCK = receipts.LockReceipt(
    draw=DRAW,
    scope=DrawScope.TEAM,
    mode=DrawMode.OPERATOR_COMMIT,
    rules_hash=OTHER,
    root=ROOT,
    n=5,
    k=2,
    frozen_at=100,
    first_reveal_at=160,
    sequence=1,
    commitment=SECRET,
    previous_hash=None,
)


@pytest.mark.parametrize(
    "change",
    [
        {"sequence": None},
        {"commitment": None},
        {"round_number": 1},
        {"chain_hash": OTHER},
        {"beacon_seen": 1},
        {"mode": DrawMode.PUBLIC_BEACON},
    ],
)
def test_a_lock_names_one_source_of_chance(change):
    with pytest.raises(AssertionError):
        replace(LOCK, **change)


def test_a_signature_is_of_one_receipt_and_one_key():
    key = signatures.public_key_of(SECRET)
    signature = signatures.sign(SECRET, receipts.signed_bytes(LOCK))
    plain = LOCK.plain()
    assert receipts.is_signed(plain, signature=signature, public_key=key)
    assert not receipts.is_signed(plain | {"n": 6}, signature=signature, public_key=key)
    other = signatures.public_key_of(OTHER)
    assert not receipts.is_signed(plain, signature=signature, public_key=other)
    assert receipts.receipt_hash(LOCK) == sha256(receipts.signed_bytes(LOCK)).digest()


BEACON = Due(
    mode=DrawMode.PUBLIC_BEACON,
    k=2,
    round_at=1_000,
    first_reveal_at=1_010,
    receipt_out_at=990,
    round_known_at=1_004,
    published_at=None,
)
OPERATOR = replace(BEACON, mode=DrawMode.OPERATOR_COMMIT, round_at=None, round_known_at=None)
# The second of two winners is shown 1.8 s after the first.
OVERDUE = 1_012 + PATIENCE_SECONDS
AWAY = 1_000 + PATIENCE_SECONDS


@pytest.mark.parametrize(
    ("due", "since", "reason"),
    [
        (replace(BEACON, receipt_out_at=None), 1_000, VoidReason.NO_RECEIPT),
        (replace(BEACON, receipt_out_at=1_000), 1_000, VoidReason.NO_RECEIPT),
        (replace(BEACON, round_known_at=None), AWAY, VoidReason.ROUND_UNAVAILABLE),
        (BEACON, OVERDUE, VoidReason.REVEAL_OVERDUE),
        (OPERATOR, OVERDUE, VoidReason.REVEAL_OVERDUE),
        (replace(OPERATOR, receipt_out_at=None), OVERDUE, VoidReason.REVEAL_OVERDUE),
    ],
)
def test_a_draw_is_void_by_the_calendar_and_not_a_second_before(due, since, reason):
    assert void_reason(due, now=since - 1) is None
    assert void_reason(due, now=since) is reason
    assert void_from(due, reason) == since


@pytest.mark.parametrize("due", [BEACON, OPERATOR, replace(BEACON, receipt_out_at=None)])
def test_what_is_published_is_never_void(due):
    assert void_reason(replace(due, published_at=1_020), now=10**10) is None


def test_an_operator_waits_for_no_round():
    assert void_from(OPERATOR, VoidReason.NO_RECEIPT) is None
    assert void_from(OPERATOR, VoidReason.ROUND_UNAVAILABLE) is None
