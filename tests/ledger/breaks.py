"""Every way the books can be wrong, each written past all that would have refused it."""
# ruff: noqa: S608 - what is put together here is written here

from tests.ledger.breaks_after_sales import AFTER_SALE_BREAKS
from tests.ledger.breaks_awards import AWARD_BREAKS
from tests.ledger.breaks_budgets import BUDGET_BREAKS
from tests.ledger.breaks_commissions import COMMISSION_BREAKS
from tests.ledger.breaks_distributors import DISTRIBUTOR_BREAKS
from tests.ledger.breaks_draws import DRAW_BREAKS
from tests.ledger.breaks_points import POINT_BREAKS
from tests.ledger.breaks_relations import RELATION_BREAKS
from tests.ledger.breaks_rewards import REWARD_BREAKS
from tests.ledger.breaks_selling import SELLING_BREAKS
from tests.ledger.breaks_shipping import SHIPPING_ALSO, SHIPPING_BREAKS
from tests.ledger.breaks_talk import TALK_BREAKS
from tests.ledger.breaks_tenders import TENDER_ALSO, TENDER_BREAKS
from tests.ledger.breaks_withdrawals import WITHDRAWAL_ALSO, WITHDRAWAL_BREAKS

HASH = "decode(repeat('00', 32), 'hex')"
JOURNAL = f"""INSERT INTO journal (key, kind, cause, arguments_hash, posted_at)
  VALUES ('{{}}', 'TEST', 'test', {HASH}, '2026-01-01Z')"""
TRANSFER = """INSERT INTO transfer (journal_id, leg, debit_id, credit_id, unit, amount)
  VALUES ((SELECT id FROM journal WHERE key = '{}'), 0, {}, {}, '{}', {})"""
ACCOUNT = """INSERT INTO account (kind, owner, unit, floored, tracked, balance)
  SELECT kind, '{}', 'CNY', floored, tracked, {} FROM account_kind WHERE kind = '{}'"""


def the(owner):
    return f"(SELECT id FROM account WHERE owner = '{owner}')"


def post(source, owner, target, fen):
    """A journal that the database allows, triggers and all, though no action writes it."""
    sides = [f"jsonb_build_array('{kind}', {name})" for kind, name in ((source, owner), target)]
    leg = f"'from', {sides[0]}, 'to', {sides[1]}, 'unit', 'CNY', 'amount', {fen}"
    return [
        "SET session_replication_role = origin",
        f"""SELECT post_journal('test', 'TEST', 'test', {HASH}, '2026-01-01Z',
                                jsonb_build_array(jsonb_build_object({leg})))""",
    ]


THIEF = ("REVENUE", "'x'")
TWO = [ACCOUNT.format("x", 0, "CLEARING"), ACCOUNT.format("y", 0, "CLEARING")]
CONFIRMED = "(SELECT min(id::text) FROM orders WHERE status = 'CONFIRMED')"
ON_ITS_WAY = (
    "(SELECT p.order_id::text FROM refund r JOIN payment p ON p.id = r.payment_id"
    " WHERE r.status <> 'SUCCEEDED' ORDER BY r.id LIMIT 1)"
)
LATE = "(SELECT payment_id FROM payment_case WHERE kind = 'LATE')"
WRONG = "(SELECT payment_id FROM payment_case WHERE kind = 'WRONG_AMOUNT')"
HELD = "(SELECT order_id FROM seat WHERE state = 'HELD' LIMIT 1)"
OUTBOX_EVENT = "(SELECT max(id) FROM outbox WHERE topic LIKE 'team:%')"

BREAKS = [
    (
        "UNITS_SUM_TO_ZERO",
        [*TWO, JOURNAL.format("j"), TRANSFER.format("j", the("x"), 999999, "CNY", 5)],
    ),
    (
        "BALANCE_EQUALS_TRANSFERS",
        [ACCOUNT.format("x", 1, "REVENUE"), ACCOUNT.format("y", -1, "RECEIVABLE")],
    ),
    ("BALANCE_EQUALS_TRANSFERS", [ACCOUNT.format("x", 1, "CLEARING")]),
    (
        "FLOOR_HOLDS",
        [
            "ALTER TABLE account DROP CONSTRAINT account_never_overdrawn",
            ACCOUNT.format("x", -1, "REVENUE"),
            ACCOUNT.format("y", 1, "MARKETING"),
            JOURNAL.format("j"),
            TRANSFER.format("j", the("x"), the("y"), "CNY", 1),
        ],
    ),
    ("ACCOUNT_OF_ITS_KIND", ["UPDATE account SET floored = false WHERE kind = 'SUSPENSE'"]),
    (
        "TRANSFER_OF_ONE_UNIT",
        [*TWO, JOURNAL.format("j"), TRANSFER.format("j", the("x"), the("y"), "PTS", 5)],
    ),
    ("JOURNAL_MOVES_SOMETHING", [JOURNAL.format("j")]),
    ("ESCROW_HOLDS_WHAT_IT_SHOULD", post("ESCROW", CONFIRMED, THIEF, 1)),
    ("ESCROW_HOLDS_WHAT_IT_SHOULD", post("CLEARING", "'x'", ("ESCROW", "'nobody'"), 1)),
    ("IN_FLIGHT_HOLDS_WHAT_IT_SHOULD", post("IN_FLIGHT", ON_ITS_WAY, THIEF, 1)),
    ("IN_FLIGHT_HOLDS_WHAT_IT_SHOULD", post("IN_FLIGHT", "'number:P-way'", THIEF, 1)),
    ("SUSPENSE_HOLDS_WHAT_CASES_DO", post("SUSPENSE", "'platform'", THIEF, 1)),
    ("MONEY_HAS_ONE_OUTCOME", ["DELETE FROM payment_case WHERE kind = 'DUPLICATE'"]),
    ("MONEY_HAS_ONE_OUTCOME", ["DELETE FROM payment_case WHERE kind = 'LATE'"]),
    (
        "MONEY_HAS_ONE_OUTCOME",
        [
            """UPDATE payment_case SET refund_id = NULL, payment_id = NULL, kind = 'UNKNOWN',
                 status = 'OPEN', resolution = NULL, resolved_at = NULL
               WHERE kind = 'WRONG_AMOUNT'"""
        ],
    ),
    (
        "MONEY_HAS_ONE_OUTCOME",
        [
            """UPDATE orders SET status = 'CLOSED', close_reason = 'LEFT', closed_at = placed_at
               WHERE kind = 'SOLO' AND status = 'CONFIRMED' AND pieces_shipped = 0"""
        ],
    ),
    ("MONEY_IS_BOOKED", ["UPDATE journal SET key = 'lost' || id WHERE key ~ '^pay:'"]),
    ("MONEY_IS_BOOKED", ["UPDATE journal SET key = 'lost' WHERE key = 'suspend:T-again'"]),
    ("MONEY_IS_BOOKED", ["UPDATE money_in SET currency = 'CNY' WHERE currency = 'USD'"]),
    ("PAYMENT_HAS_ITS_MONEY", [f"UPDATE payment SET reference = 'T-none' WHERE id = {LATE}"]),
    (
        "REFUNDS_WITHIN_MONEY",
        [
            """INSERT INTO refund (id, number, payment_number, ordinal, amount_fen, source, reason,
                  status, next_attempt_at, requested_at, succeeded_at)
                SELECT gen_random_uuid(), 'R-50', 'R', 50, 1, 'SUSPENSE', '', 'SUCCEEDED',
                  opened_at, opened_at, opened_at FROM payment_case WHERE kind = 'LATE'""",
            *TWO,
            *[JOURNAL.format(key) for key in ("refund:R-50", "refunded:R-50")],
            *[
                TRANSFER.format(key, the("x"), the("y"), "CNY", 1)
                for key in ("refund:R-50", "refunded:R-50")
            ],
        ],
    ),
    ("REFUND_IS_BOOKED", ["UPDATE journal SET key = 'lost' || id WHERE key ~ '^refund:'"]),
    ("REFUND_IS_BOOKED", ["UPDATE journal SET key = 'lost' || id WHERE key ~ '^refunded:'"]),
    (
        "CASE_ENDS_AS_IT_SAYS",
        [
            """UPDATE payment_case SET status = 'RESOLVED', resolved_at = opened_at
               WHERE status = 'REFUNDING'"""
        ],
    ),
    ("CASE_ENDS_AS_IT_SAYS", ["UPDATE journal SET key = 'lost' WHERE key ~ '^outside:'"]),
    (
        "REFUND_HAS_ITS_CAUSE",
        ["DELETE FROM payment_case WHERE kind = 'UNKNOWN' AND status = 'REFUNDING'"],
    ),
    ("REFUND_HAS_ITS_CAUSE", [f"UPDATE payment SET number = 'P-renamed' WHERE id = {WRONG}"]),
    ("STATED_LINE_IS_HERE", ["UPDATE statement_line SET amount_fen = 1 WHERE result = 'MATCHED'"]),
    ("STATED_LINE_IS_HERE", ["DELETE FROM discrepancy WHERE kind = 'REFUND_UNKNOWN_HERE'"]),
    ("DAY_COUNTS_ITS_LINES", ["UPDATE reconciliation SET recovered = 0"]),
    (
        "DAY_TOLD_WHAT_IS_MISSING_THERE",
        ["DELETE FROM discrepancy WHERE kind = 'MONEY_UNKNOWN_THERE'"],
    ),
    (
        "DAY_TOLD_WHAT_IS_MISSING_THERE",
        ["DELETE FROM discrepancy WHERE kind = 'REFUND_UNKNOWN_THERE'"],
    ),
    (
        "ORDER_COUNTS_ITS_REFUNDS",
        [f"UPDATE orders SET refunded_fen = 1 WHERE id::text = {CONFIRMED}"],
    ),
    ("TEAM_COUNTS_ITS_SEATS", ["UPDATE team SET seats_held = 0 WHERE status = 'OPEN'"]),
    (
        "SEAT_ORDER_AND_PAYMENT_AGREE",
        [f"UPDATE payment SET status = 'CLOSED' WHERE order_id = {HELD}"],
    ),
    (
        "SEAT_ORDER_AND_PAYMENT_AGREE",
        [f"UPDATE seat SET person_id = gen_random_uuid() WHERE order_id = {HELD}"],
    ),
    (
        "TEAM_AND_ORDER_AGREE",
        ["UPDATE orders SET status = 'CONFIRMED' WHERE status = 'PAID'"],
    ),
    ("TEAM_TOLD_EVERY_VERSION", [f"DELETE FROM outbox WHERE id = {OUTBOX_EVENT}"]),
    (
        "TEAM_TOLD_EVERY_VERSION",
        [f"UPDATE outbox SET version = version - 1 WHERE id = {OUTBOX_EVENT}"],
    ),
    ("POSITIONS_HAVE_NO_GAP", ["UPDATE relay SET position = position + 1"]),
    (
        "CAMPAIGN_STOCK_IS_IN_LIVE_ORDERS",
        ["UPDATE campaign_sku SET taken = taken + 1 WHERE taken < stock"],
    ),
    ("SHELF_STOCK_IS_SOLD_OR_SET_ASIDE", ["UPDATE sku SET taken = taken - 1 WHERE taken > 0"]),
    ("PURCHASES_ARE_COUNTED", ["UPDATE purchase_count SET taken = 0"]),
]
# A seat that changes hands is also counted for the wrong person, a closed order's goods are free.
ALSO = {
    "UPDATE seat SET person_id": {"PURCHASES_ARE_COUNTED"},
    "UPDATE orders SET status = 'CLOSED'": {
        "SHELF_STOCK_IS_SOLD_OR_SET_ASIDE",
        "COMMISSION_STANDS_AS_ITS_ORDER",
    },
    "UPDATE payment_case SET refund_id": {"SUSPENSE_HOLDS_WHAT_CASES_DO", "REFUND_HAS_ITS_CAUSE"},
    # A refund out of suspense is some case's.
    "DELETE FROM payment_case": {"MONEY_HAS_ONE_OUTCOME", "REFUND_HAS_ITS_CAUSE"},
    "INSERT INTO refund": {"REFUND_HAS_ITS_CAUSE"},
    "UPDATE money_in SET currency": {"SUSPENSE_HOLDS_WHAT_CASES_DO"},
    "UPDATE payment SET number": {"MONEY_HAS_ONE_OUTCOME"},
}
BREAKS += BUDGET_BREAKS + AWARD_BREAKS + DRAW_BREAKS + COMMISSION_BREAKS
BREAKS += RELATION_BREAKS + SELLING_BREAKS
BREAKS += DISTRIBUTOR_BREAKS + TALK_BREAKS
BREAKS += AFTER_SALE_BREAKS
BREAKS += WITHDRAWAL_BREAKS
BREAKS += TENDER_BREAKS + REWARD_BREAKS + POINT_BREAKS
# What an order keeps of who led its buyer is what its commissions are by.
ALSO |= {
    "UPDATE order_upline SET person_id": {"COMMISSION_IS_OF_WHO_LED"},
    "DELETE FROM order_upline u": {"COMMISSION_IS_OF_WHO_LED"},
}
BREAKS += SHIPPING_BREAKS
ALSO |= SHIPPING_ALSO
ALSO |= TENDER_ALSO | WITHDRAWAL_ALSO
