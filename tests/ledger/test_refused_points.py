"""What the database refuses of points and dividends though its own owner writes it."""
# ruff: noqa: S608 - what is put together here is written here

import asyncpg

from tests.ledger.fingerprints import fingerprint

APPEND_ONLY, CHECK, UNIQUE = "23001", "23514", "23505"
EXCLUDED = "dividend_period_once"


def copied(table, **changes):
    """A second row like the first of a table, but for these columns."""
    changed = ", ".join(f"'{name}', {value}" for name, value in changes.items())
    return f"""INSERT INTO {table} SELECT (jsonb_populate_record(NULL::{table},
                 to_jsonb(t) || jsonb_build_object({changed}))).* FROM {table} t LIMIT 1"""


NEW = {"id": "gen_random_uuid()"}
REFUSED = {
    "more points left than were given": (
        'UPDATE point_lot SET "left" = points + 1, used = -1',
        CHECK,
    ),
    "points left that went somewhere": (
        'UPDATE point_lot SET "left" = "left" + 1 WHERE used > 0',
        "point_lot_counts_its_points",
    ),
    "points spent twice": (
        'UPDATE point_lot SET used = points + 1, "left" = -1 - expired - taken',
        "point_lot_never_overspent",
    ),
    "points without money behind them": (
        copied("point_lot", **NEW, reserve_fen="0", award_id="NULL"),
        CHECK,
    ),
    "points at half a fen": (
        copied("point_lot", **NEW, reserve_fen="points + 1", award_id="NULL"),
        CHECK,
    ),
    "a lot of nobody's money": (
        copied("point_lot", **NEW, source_kind="'REVENUE'", award_id="NULL"),
        CHECK,
    ),
    "a second lot of one win": (
        copied("point_lot", **NEW).replace("LIMIT 1", "WHERE award_id IS NOT NULL LIMIT 1"),
        UNIQUE,
    ),
    "a day of expiry moved": (
        "UPDATE point_lot SET expires_at = expires_at + interval '1 day'",
        APPEND_ONLY,
    ),
    "expired points that come again": (
        'UPDATE point_lot SET expired = expired - 1, "left" = "left" + 1 WHERE expired > 0',
        APPEND_ONLY,
    ),
    "a lot removed": ("DELETE FROM point_lot", APPEND_ONLY),
    "an item given oftener than it is there": (
        "UPDATE mall_item SET taken = stock + 1",
        "mall_item_never_oversold",
    ),
    "an item at another price": ("UPDATE mall_item SET points = points + 1", APPEND_ONLY),
    "an item withdrawn with spare pieces": (
        "UPDATE mall_item SET withdrawn_at = now() WHERE taken < stock",
        "mall_item_withdrawn_keeps_no_spare",
    ),
    "an item given after it was withdrawn": (
        """UPDATE mall_item SET taken = taken + 1, stock = stock + 1
            WHERE withdrawn_at IS NOT NULL""",
        APPEND_ONLY,
    ),
    "an item listed twice": (
        copied("mall_item", **NEW).replace("LIMIT 1", "WHERE withdrawn_at IS NULL LIMIT 1"),
        UNIQUE,
    ),
    "an item removed": ("DELETE FROM mall_item WHERE taken = 0", APPEND_ONLY),
    "more points back than were taken": (
        "UPDATE redemption SET returned = points + 1",
        "redemption_returned_within_points",
    ),
    "points back that are taken again": (
        "UPDATE redemption SET returned = returned - 1 WHERE returned > 0",
        APPEND_ONLY,
    ),
    "a redemption that was paid with less": (
        "UPDATE redemption SET points = points + 1",
        APPEND_ONLY,
    ),
    "a redemption that was never paid after all": (
        "UPDATE redemption SET spent_at = NULL WHERE spent_at IS NOT NULL",
        APPEND_ONLY,
    ),
    "a use of another lot": (
        "UPDATE lot_use SET lot_id = (SELECT id FROM point_lot WHERE id <> lot_id LIMIT 1)",
        APPEND_ONLY,
    ),
    "a lot used twice by one order": (copied("lot_use", **NEW, ordinal="99"), UNIQUE),
    "a use removed": ("DELETE FROM lot_use", APPEND_ONLY),
    "a time shared out twice": (
        copied("dividend_period", **NEW).replace("LIMIT 1", "WHERE status = 'PAID' LIMIT 1"),
        EXCLUDED,
    ),
    "a pool that is no share of what was earned": (
        "UPDATE dividend_period SET pool_fen = pool_fen + 1 WHERE status = 'DRAFT'",
        APPEND_ONLY,
    ),
    "a dividend posted by who drafted it": (
        """UPDATE dividend_period SET status = 'POSTED', posted_by_id = drafted_by_id,
             posted_at = now() WHERE status = 'DRAFT'""",
        "dividend_period_by_two",
    ),
    "a dividend posted by nobody": (
        "UPDATE dividend_period SET status = 'POSTED' WHERE status = 'DRAFT'",
        "dividend_period_posted",
    ),
    "more paid than the pool": (
        "UPDATE dividend_period SET paid_fen = pool_fen + 1 WHERE status = 'POSTED'",
        "dividend_period_never_overpaid",
    ),
    "a dividend paid in part": (
        "UPDATE dividend_period SET status = 'PAID', paid_at = now() WHERE status = 'POSTED'",
        "dividend_period_paid_whole",
    ),
    "a posted dividend taken back": (
        """UPDATE dividend_period SET status = 'DISCARDED', discarded_at = now(),
             discarded_by_id = drafted_by_id WHERE status = 'POSTED'""",
        APPEND_ONLY,
    ),
    "a holder listed twice": (copied("dividend_payout", **NEW), UNIQUE),
    "a payout two fen off": (
        """UPDATE dividend_payout SET amount_fen = floor_fen + 2, paid_at = now()
            WHERE paid_at IS NULL""",
        "dividend_payout_within_a_fen",
    ),
    "a payout paid again": (
        "UPDATE dividend_payout SET paid_at = now() WHERE paid_at IS NOT NULL",
        APPEND_ONLY,
    ),
    "a payout of more shares": (
        "UPDATE dividend_payout SET shares = shares + 1 WHERE paid_at IS NULL",
        APPEND_ONLY,
    ),
    "a payout removed": ("DELETE FROM dividend_payout", APPEND_ONLY),
}


async def refused(owner, statement) -> set[str | None]:
    """By what a statement is refused: its kind, and the constraint; nothing, if it is not."""
    attempt = owner.transaction()
    await attempt.start()
    try:
        await owner.execute(statement)
    except asyncpg.PostgresError as refusal:
        return {refusal.sqlstate, getattr(refusal, "constraint_name", None)}
    finally:
        await attempt.rollback()
    return set()


async def test_the_owner_of_the_tables_is_refused(owner):
    """All in one database: whatever is refused changes nothing for the next."""
    before = await fingerprint(owner)
    for table in ("point_lot", "mall_item", "redemption", "lot_use", "dividend_payout"):
        assert await owner.fetchval(f"SELECT count(*) FROM {table}")
    wrong = {
        name: found
        for name, (statement, refused_by) in REFUSED.items()
        if refused_by not in (found := await refused(owner, statement))
    }
    assert wrong == {}
    assert await fingerprint(owner) == before


async def test_what_is_refused_is_not_refused_for_being_malformed(owner):
    # The control: the same kinds of statement with nothing wrong in them.
    for statement in (
        'UPDATE point_lot SET used = used + 1, "left" = "left" - 1 WHERE "left" > 0',
        "UPDATE mall_item SET stock = stock + 1 WHERE withdrawn_at IS NULL",
        "UPDATE redemption SET returned = points",
        copied("dividend_period", **NEW).replace("LIMIT 1", "WHERE status = 'DISCARDED' LIMIT 1"),
    ):
        assert await refused(owner, statement) == set(), statement
