"""What the database refuses of money on its way out though its own owner writes it."""

import asyncpg

from tests.ledger.fingerprints import fingerprint
from tests.ledger.test_refused_points import APPEND_ONLY, CHECK, UNIQUE, copied, refused

NEW = {"id": "gen_random_uuid()", "number": "'W' || 'COPIED00'"}
OF = "UPDATE withdrawal SET {} WHERE status = '{}'"
DECIDED = "decided_by_id = (SELECT id FROM person WHERE role = 'OPERATOR' LIMIT 1)"
REFUSED = {
    "a sum that nobody set aside": (
        copied("withdrawal", **NEW).replace("LIMIT 1", "WHERE ended_at IS NULL LIMIT 1"),
        APPEND_ONLY,
    ),
    "a sum of nothing": (OF.format("amount_fen = 0", "REQUESTED"), APPEND_ONLY),
    "another sum": (OF.format("amount_fen = amount_fen + 1", "REQUESTED"), APPEND_ONLY),
    "another account": (OF.format("payee = 'pay_mine'", "APPROVED"), APPEND_ONLY),
    "another number": (OF.format("number = 'W12345678X'", "PAYING"), APPEND_ONLY),
    "paid twice": (OF.format("reference = 'again'", "PAID"), APPEND_ONLY),
    "back after it was paid": (OF.format("status = 'RETURNED'", "PAID"), APPEND_ONLY),
    "paid after it came back": (OF.format("status = 'PAID'", "RETURNED"), APPEND_ONLY),
    "paid before it was sent": (OF.format("status = 'PAID'", "APPROVED"), APPEND_ONLY),
    "sent before it was looked at": (OF.format("status = 'PAYING'", "REQUESTED"), APPEND_ONLY),
    "let go by nobody": (
        OF.format("status = 'APPROVED', approved_at = now(), next_attempt_at = now()", "REQUESTED"),
        "withdrawal_audited_by_a_human",
    ),
    "let go by who asked": (
        OF.format(
            "status = 'APPROVED', approved_at = now(), next_attempt_at = now(),"
            " decided_by_id = requested_by_id",
            "REQUESTED",
        ),
        "withdrawal_by_two",
    ),
    "rejected without a reason": (
        OF.format(f"status = 'REJECTED', ended_at = now(), {DECIDED}", "REQUESTED"),
        "withdrawal_rejected_with_a_reason",
    ),
    "called off and kept set aside": (
        OF.format("status = 'CANCELLED', ended_at = now()", "REQUESTED"),
        APPEND_ONLY,
    ),
    "a withdrawal removed": ("DELETE FROM withdrawal", APPEND_ONLY),
    "a day overdrawn": (
        "UPDATE withdrawal_day SET taken_fen = most_fen + 1",
        "withdrawal_day_within_its_most",
    ),
    "a day below nothing": ("UPDATE withdrawal_day SET taken_fen = -1", CHECK),
    "a withholding changed": ("UPDATE withholding SET tax_fen = 0", APPEND_ONLY),
    "a withholding removed": ("DELETE FROM withholding", APPEND_ONLY),
    "a proven name changed": ("UPDATE real_name SET name = '别人'", APPEND_ONLY),
    "a person twice": (
        copied("real_name", person_id="(SELECT id FROM person WHERE role = 'OPERATOR' LIMIT 1)"),
        UNIQUE,
    ),
    "an account outside that becomes another": (
        "UPDATE payout_method SET payee = 'pay_mine'",
        APPEND_ONLY,
    ),
    "an account outside twice": (copied("payout_method", id="gen_random_uuid()"), UNIQUE),
    "an account outside of nobody": ("UPDATE payout_method SET person_id = NULL", APPEND_ONLY),
}


async def test_the_owner_of_the_tables_is_refused(owner):
    """All in one database: whatever is refused changes nothing for the next."""
    before = await fingerprint(owner)
    for table in ("withdrawal", "withdrawal_day", "withholding", "real_name", "payout_method"):
        assert await owner.fetchval(f"SELECT count(*) FROM {table}")  # noqa: S608 - named here
    wrong = {
        name: found
        for name, (statement, refused_by) in REFUSED.items()
        if refused_by not in (found := await at_its_end(owner, statement))
    }
    assert wrong == {}
    assert await fingerprint(owner) == before


async def at_its_end(owner, statement):
    """What refuses a statement, looked at when its transaction would end, too."""
    found = await refused(owner, statement)
    if found:
        return found
    attempt = owner.transaction()
    await attempt.start()
    try:
        await owner.execute(statement)
        await owner.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except asyncpg.PostgresError as refusal:
        return {refusal.sqlstate, getattr(refusal, "constraint_name", None)}
    finally:
        await attempt.rollback()
    return set()


async def test_what_is_refused_is_not_refused_for_being_malformed(owner):
    # The control: the same kinds of statement with nothing wrong in them.
    for statement in (
        OF.format("status = 'PAYING', sent_at = now()", "APPROVED"),
        OF.format("attempts = attempts + 1", "PAYING"),
        "UPDATE withdrawal_day SET taken_fen = taken_fen",
        "UPDATE payout_method SET removed_at = now()",
        "SELECT 1",
    ):
        assert await at_its_end(owner, statement) == set(), statement
