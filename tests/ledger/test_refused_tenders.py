"""What the database refuses of tenders and statements though its own owner writes it."""
# ruff: noqa: S608 - what is put together here is written here

import asyncpg
import pytest

from tests.ledger.fingerprints import fingerprint
from tests.ledger.test_refused_writes import leg, post, side

APPEND_ONLY, CHECK, FOREIGN, UNIQUE = "23001", "23514", "23503", "23505"
PAID = "(SELECT o.id FROM orders o JOIN order_tender t ON t.order_id = o.id LIMIT 1)"
BARE = "(SELECT id FROM orders WHERE id NOT IN (SELECT order_id FROM order_tender) LIMIT 1)"
CREDITED = "(SELECT owner FROM account WHERE kind = 'CREDIT' ORDER BY id LIMIT 1)"


def tender(order, source="'CASH'", amount=1, returned=0):
    return f"""INSERT INTO order_tender (id, order_id, source, amount_fen, returned_fen)
               VALUES (gen_random_uuid(), {order}, {source}, {amount}, {returned})"""


def returned(amount, ordinal=9):
    return f"""INSERT INTO tender_return (id, order_id, source, ordinal, amount_fen, reason,
                 returned_at) SELECT gen_random_uuid(), order_id, source, {ordinal}, {amount}, '-',
                 '2026-01-01Z' FROM order_tender WHERE returned_fen = 0 LIMIT 1"""


REFUSED = {
    "a tender beside payments that cover all": (tender(BARE), "order_tender_covers"),
    "a second tender of one account": (tender(PAID, "(SELECT 'CREDIT')"), UNIQUE),
    "a tender out of another account": (tender(BARE, "'FUND'"), CHECK),
    "a tender of nothing": (tender(BARE, amount=0), CHECK),
    "a tender that began to go back": (tender(BARE, returned=1), APPEND_ONLY),
    "a tender changed": ("UPDATE order_tender SET amount_fen = amount_fen + 1", APPEND_ONLY),
    "a tender told to be back": ("UPDATE order_tender SET returned_fen = 1", APPEND_ONLY),
    "a tender removed": ("DELETE FROM order_tender", APPEND_ONLY),
    "more back than was paid": (returned(100_000), "order_tender_returned_within_it"),
    "a return of nothing": (returned(0), CHECK),
    "a fifty-first return": (returned(1, ordinal=51), CHECK),
    "a return of no tender": (
        f"""INSERT INTO tender_return (id, order_id, source, ordinal, amount_fen, reason,
              returned_at) VALUES (gen_random_uuid(), {BARE}, 'CASH', 1, 1, '-', '2026-01-01Z')""",
        FOREIGN,
    ),
    "a return changed": ("UPDATE tender_return SET amount_fen = 1", APPEND_ONLY),
    "a return removed": ("DELETE FROM tender_return", APPEND_ONLY),
    "an entry that no transfer wrote": (
        "INSERT INTO account_entry SELECT account_id, 99, 1, 0, 1, 1 FROM account_entry LIMIT 1",
        APPEND_ONLY,
    ),
    "an entry changed": ("UPDATE account_entry SET balance_after = 0", APPEND_ONLY),
    "an entry removed": ("DELETE FROM account_entry", APPEND_ONLY),
    "more credit than there is": (
        post(leg(side("CREDIT", CREDITED), side("ESCROW", "'x'"), 10**9)),
        "account_never_overdrawn",
    ),
}


@pytest.mark.parametrize(("statement", "refused_by"), REFUSED.values(), ids=REFUSED)
async def test_the_owner_of_the_tables_is_refused(owner, statement, refused_by):
    before = await fingerprint(owner)
    with pytest.raises(asyncpg.PostgresError) as refusal:
        await owner.execute(statement)
    assert refused_by in {refusal.value.sqlstate, refusal.value.constraint_name}
    assert await fingerprint(owner) == before


async def test_what_is_refused_is_not_refused_for_being_malformed(owner):
    # The control: a return, and journals of both ways, with nothing wrong in them.
    await owner.execute(returned(1))
    count = "SELECT count(*) FROM account_entry"
    before = await owner.fetchval(count)
    await owner.execute(post(leg(side("CREDIT", CREDITED), side("ESCROW", "'x'"), 1)))
    assert await owner.fetchval(count) == before + 1


async def test_a_journal_of_many_legs_has_an_entry_for_each_in_their_order(owner):
    """One account out of which one journal takes three times and gives once."""
    legs = [leg(side("CREDIT", CREDITED), side("CASH", "'x'"), fen) for fen in (3, 5, 7)]
    legs.append(leg(side("CASH", "'x'"), side("CREDIT", CREDITED), 2))
    [start] = await owner.fetch(LAST)
    await owner.execute(post(*legs))
    entries = await owner.fetch(
        "SELECT n, amount, balance_after FROM account_entry WHERE account_id = $1 AND n > $2"
        " ORDER BY n",
        start["account_id"],
        start["n"],
    )
    had = start["balance_after"]
    assert [tuple(entry) for entry in entries] == [
        (start["n"] + 1, -3, had - 3),
        (start["n"] + 2, -5, had - 8),
        (start["n"] + 3, -7, had - 15),
        (start["n"] + 4, 2, had - 13),
    ]
    assert had - 13 == await owner.fetchval(
        "SELECT balance FROM account WHERE id = $1", start["account_id"]
    )


LAST = f"""SELECT e.account_id, e.n, e.balance_after
             FROM account_entry e JOIN account a ON a.id = e.account_id
            WHERE (a.kind, a.owner) = ('CREDIT', {CREDITED}) ORDER BY e.n DESC LIMIT 1"""
