"""What the database refuses though its own owner writes it."""
# ruff: noqa: S608 - what is put together here is written here

import asyncpg
import pytest

from tests.ledger.breaks import HASH, JOURNAL, TRANSFER, the
from tests.ledger.fingerprints import fingerprint

OVERDRAWN = "account_never_overdrawn"
APPEND_ONLY, CHECK, FOREIGN, UNIQUE = "23001", "23514", "23503", "23505"
CLOSED_JOURNAL = "(SELECT max(id) FROM journal)"
PAID_KEY = "(SELECT min(key) FROM journal WHERE key ~ '^pay:')"
ORDER = "(SELECT min(id::text) FROM orders WHERE status = 'CONFIRMED')"
NEW_ACCOUNT = "INSERT INTO account (kind, owner, unit, floored, tracked, balance) VALUES "


def side(kind, owner="'x'"):
    return f"jsonb_build_array('{kind}', {owner})"


def leg(source, target, amount, unit="CNY"):
    facts = f"'from', {source}, 'to', {target}, 'unit', '{unit}', 'amount', {amount}"
    return f"jsonb_build_object({facts})"


def post(*legs, key="'test'", hashed=HASH, tail=""):
    moved = f"jsonb_build_array({', '.join(legs)})"
    return f"SELECT post_journal({key}, 'TEST', '-', {hashed}, '2026-01-01Z', {moved}) {tail}"


def straight(debit, credit, unit="CNY", amount=1):
    """A transfer under a journal of the same transaction, without ``post_journal``."""
    opened = post(leg(side("CLEARING"), side("CLEARING", "'y'"), 1))
    points = post(leg(side("ISSUANCE", "'i'"), side("POINTS", "'p'"), 1, "PTS"), key="'points'")
    return ";".join(
        [opened, points, JOURNAL.format("j"), TRANSFER.format("j", debit, credit, unit, amount)]
    )


WHOLE = leg(side("ESCROW", ORDER), side("REVENUE"), "1990")
REFUSED = {
    "more than an escrow holds": (
        post(leg(side("ESCROW", ORDER), side("REVENUE"), 100_000)),
        OVERDRAWN,
    ),
    "an escrow paid out five times": (post(*[WHOLE] * 5), OVERDRAWN),
    "the same by five journals": (
        post(WHOLE, key="'again' || n", tail="FROM generate_series(1, 5) n"),
        OVERDRAWN,
    ),
    "more than suspense holds": (
        post(leg(side("SUSPENSE", "'platform'"), side("CLEARING"), 10**9)),
        OVERDRAWN,
    ),
    "out of an account just opened": (post(leg(side("CASH"), side("CLEARING"), 1)), OVERDRAWN),
    "a transfer changed": ("UPDATE transfer SET amount = amount + 1", APPEND_ONLY),
    "a transfer deleted": ("DELETE FROM transfer WHERE leg = 0", APPEND_ONLY),
    "transfers truncated": ("TRUNCATE transfer", APPEND_ONLY),
    "a journal changed": ("UPDATE journal SET cause = '-'", APPEND_ONLY),
    "a journal deleted": (f"DELETE FROM journal WHERE id = {CLOSED_JOURNAL}", APPEND_ONLY),
    "journals truncated": ("TRUNCATE journal CASCADE", APPEND_ONLY),
    "an account renamed": ("UPDATE account SET owner = owner || '-'", APPEND_ONLY),
    "an account deleted": ("DELETE FROM account WHERE balance = 0", APPEND_ONLY),
    "accounts truncated": ("TRUNCATE account CASCADE", APPEND_ONLY),
    "a kind without its floor": ("UPDATE account_kind SET floored = false", APPEND_ONLY),
    "a kind added": ("INSERT INTO account_kind VALUES ('POCKET', false, false)", APPEND_ONLY),
    "a kind deleted": ("DELETE FROM account_kind WHERE kind = 'SHARES'", APPEND_ONLY),
    "kinds truncated": ("TRUNCATE account_kind CASCADE", APPEND_ONLY),
    "a sum received changed": ("UPDATE money_in SET amount_fen = 1", APPEND_ONLY),
    "a sum received deleted": ("DELETE FROM money_in", APPEND_ONLY),
    "sums received truncated": ("TRUNCATE money_in CASCADE", APPEND_ONLY),
    "nothing moved": (post(leg(side("CLEARING"), side("REVENUE"), 0)), "transfer_amount_check"),
    "moved backwards": (
        post(leg(side("CLEARING"), side("REVENUE"), -5)),
        "transfer_amount_check",
    ),
    "half a fen": (post(leg(side("CLEARING"), side("REVENUE"), 1.5)), "22P02"),
    "more than can be counted": (
        post(*[leg(side("CLEARING"), side("REVENUE"), 2**63 - 1)] * 2),
        "22003",
    ),
    "to itself": (post(leg(side("CLEARING"), side("CLEARING"), 1)), "transfer_check"),
    "into another unit": (straight(the("x"), the("p")), "transfer_credit_id_unit_fkey"),
    "out of another unit": (straight(the("p"), the("x")), "transfer_debit_id_unit_fkey"),
    "to an account nobody opened": (straight(the("x"), 10**9), "transfer_credit_id_unit_fkey"),
    "to a kind nobody knows": (post(leg(side("CLEARING"), side("POCKET"), 1)), "23502"),
    "of a unit nobody knows": (
        post(leg(side("CLEARING"), side("REVENUE"), 1, "USD")),
        "account_unit_check",
    ),
    "an escrow without a floor": (NEW_ACCOUNT + "('ESCROW', 'x', 'CNY', false, true, 0)", FOREIGN),
    "an escrow nobody tracks": (NEW_ACCOUNT + "('ESCROW', 'x', 'CNY', false, false, 0)", FOREIGN),
    "an account opened with a balance": (
        NEW_ACCOUNT + "('REVENUE', 'x', 'CNY', true, true, 5)",
        APPEND_ONLY,
    ),
    "a balance set by hand": ("UPDATE account SET balance = balance + 1", APPEND_ONLY),
    "a balance set by an upsert": (
        NEW_ACCOUNT + "('SUSPENSE', 'platform', 'CNY', true, true, 0)"
        " ON CONFLICT (kind, owner, unit) DO UPDATE SET balance = 10",
        APPEND_ONLY,
    ),
    "a journal of a used key": (
        f"""INSERT INTO journal (key, kind, cause, arguments_hash, posted_at)
            SELECT key, kind, cause, arguments_hash, posted_at FROM journal
             WHERE key = {PAID_KEY}""",
        "journal_key_key",
    ),
    "a used key with other arguments": (post(WHOLE, key=PAID_KEY), APPEND_ONLY),
    "a used key with no arguments": (post(WHOLE, key=PAID_KEY, hashed="NULL"), "23502"),
    "a journal that moves nothing": (post(), APPEND_ONLY),
    "a leg added to a closed journal": (
        f"""INSERT INTO transfer SELECT journal_id, 9, debit_id, credit_id, unit, amount
              FROM transfer WHERE journal_id = {CLOSED_JOURNAL}""",
        APPEND_ONLY,
    ),
    "one leg twice": (
        straight(the("x"), the("y")) + ";" + TRANSFER.format("j", the("x"), the("y"), "CNY", 1),
        "transfer_pkey",
    ),
    "one journal reversed twice": (
        f"""INSERT INTO journal (key, kind, cause, arguments_hash, posted_at, reverses)
            SELECT 'reversal' || n, 'TEST', '-', {HASH}, '2026-01-01Z', {CLOSED_JOURNAL}
              FROM generate_series(1, 2) n""",
        "journal_reverses_key",
    ),
    "more refunded than was paid": (
        "UPDATE orders SET refunded_fen = total_fen + 1",
        "order_refunded_within_total",
    ),
    "a second case for one sum": (
        """INSERT INTO payment_case (id, reference, kind, status, opened_at)
           SELECT gen_random_uuid(), reference, kind, status, opened_at FROM payment_case
            WHERE kind = 'UNKNOWN' AND status = 'OPEN' LIMIT 1""",
        "payment_case_reference_key",
    ),
    "a case deleted": ("DELETE FROM payment_case", APPEND_ONLY),
    "a case taken up again": (
        """UPDATE payment_case SET status = 'OPEN', resolution = NULL, refund_id = NULL,
             resolved_by_id = NULL, reason = '' WHERE status = 'REFUNDING'""",
        APPEND_ONLY,
    ),
    "money for nothing known refunded by nobody": (
        """UPDATE payment_case SET resolved_by_id = NULL, reason = ''
            WHERE kind = 'UNKNOWN' AND status = 'REFUNDING'""",
        "payment_case_decided_by_a_human",
    ),
    "a refund that is not numbered after its payment": (
        "UPDATE refund SET number = number || '0'",
        "refund_numbered_after_its_payment",
    ),
    "a refund out of nobody's escrow": (
        "UPDATE refund SET source = 'ESCROW' WHERE payment_id IS NULL",
        "refund_of_an_order_or_of_suspense",
    ),
    "a line of a statement changed": ("UPDATE statement_line SET amount_fen = 1", APPEND_ONLY),
    "a line of a statement deleted": ("DELETE FROM statement_line", APPEND_ONLY),
    "a difference seen to by nobody": (
        "UPDATE discrepancy SET resolved_at = found_at",
        "discrepancy_resolved_by_a_human_with_a_reason",
    ),
}


@pytest.mark.parametrize(("statement", "refused_by"), REFUSED.values(), ids=REFUSED)
async def test_the_owner_of_the_tables_is_refused(owner, statement, refused_by):
    before = await fingerprint(owner)

    with pytest.raises(asyncpg.PostgresError) as refusal:
        await owner.execute(statement)

    assert refused_by in {refusal.value.sqlstate, refusal.value.constraint_name}
    assert await fingerprint(owner) == before


async def test_a_journal_is_signed_by_its_transaction_whatever_it_claims(day, owner):
    await owner.execute(post(leg(side("CLEARING"), side("CLEARING", "'y'"), 1)))
    other = await asyncpg.connect(day)
    async with other.transaction():
        # It claims to be of this transaction, which is still open, and was written by another.
        claimed = await other.fetchval("SELECT pg_current_xact_id()::text")
        forged = JOURNAL.format("j").replace("posted_at)", "posted_at, xact)")
        await owner.execute(forged.replace("Z')", f"Z', '{claimed}'::xid8)"))
        with pytest.raises(asyncpg.RestrictViolationError, match="closed"):
            await other.execute(TRANSFER.format("j", the("x"), the("y"), "CNY", 1))
    await other.close()


async def test_what_is_refused_here_is_not_refused_for_being_malformed(owner):
    # The control: the same statements with nothing wrong in them are taken.
    await owner.execute(straight(the("x"), the("y")))
    await owner.execute(post(WHOLE, key="'whole'"))
    await owner.execute(NEW_ACCOUNT + "('ESCROW', 'z', 'CNY', true, true, 0)")
