"""Where the database and the oracle differ."""

from models.db import rows
from models.transactions import one_snapshot
from resolvers.book_rules import RULES
from tests.machine.facts import LIVE

ORDERS = """
  SELECT o.id::text AS id, o.status, o.refunded_fen, s.state AS seat, p.status AS payment,
         coalesce(e.balance, 0) AS escrow, coalesce(f.balance, 0) AS in_flight
    FROM orders o LEFT JOIN seat s ON s.order_id = o.id JOIN payment p ON p.order_id = o.id
    LEFT JOIN account e ON e.kind = 'ESCROW' AND e.owner = o.id::text
    LEFT JOIN account f ON f.kind = 'IN_FLIGHT' AND f.owner = o.id::text
"""
TEAMS = "SELECT code, status, seats_held, seats_filled FROM team"
REFUNDS = """
  SELECT number, amount_fen, status = 'SUCCEEDED' AS arrived, attempts,
         delayed_at IS NOT NULL AS is_late FROM refund
"""
MONEY = "SELECT reference, outcome FROM money_in"
CASES = """
  SELECT c.reference, c.status, c.resolution, r.number
    FROM payment_case c LEFT JOIN refund r ON r.id = c.refund_id
"""
WHOLE = """
  SELECT (SELECT coalesce(sum(balance), 0) FROM account WHERE kind = 'SUSPENSE') AS suspense,
         (SELECT coalesce(sum(balance), 0) FROM account
           WHERE kind = 'IN_FLIGHT' AND owner LIKE 'number:%') AS in_flight,
         (SELECT array_agg(s.taken ORDER BY c.size)
            FROM campaign_sku s JOIN campaign c ON c.id = s.campaign_id) AS stock,
         (SELECT sum(taken) FROM sku) - (SELECT sum(stock) FROM campaign_sku) AS shelf,
         (SELECT coalesce(sum(taken), 0) FROM purchase_count) AS purchases
"""
DRIFT = " UNION ALL ".join(
    f"SELECT subject::text, detail FROM ({RULES[name]}) b"  # noqa: S608 - our own rules
    for name in ("UNITS_SUM_TO_ZERO", "BALANCE_EQUALS_TRANSFERS", "FLOOR_HOLDS")
)


@one_snapshot
async def stored():
    """Everything the oracle knows of, as the database has it."""
    [whole] = await rows(WHOLE)
    told = {"orders": ORDERS, "teams": TEAMS, "refunds": REFUNDS, "money": MONEY, "cases": CASES}
    return {
        **{noun: {tuple(row.values()) for row in await rows(sql)} for noun, sql in told.items()},
        "drift": {tuple(row.values()) for row in await rows(DRIFT)},
        "whole": (
            int(whole["suspense"]),
            int(whole["in_flight"]),
            whole["stock"],
            whole["shelf"],
            whole["purchases"],
        ),
    }


def foretold(oracle):
    """The same, as the oracle has it."""
    campaigns, refunds = oracle.campaigns, oracle.refunds.values()
    return {
        "orders": {
            (o.id, o.status, o.refunded, o.seat, o.payment, o.accepted - o.refunded, o.in_flight)
            for o in oracle.orders.values()
        },
        "teams": {
            (t.code, t.status, t.count("HELD"), t.count("FILLED")) for t in oracle.teams.values()
        },
        "refunds": {(r.number, r.fen, r.arrived, r.attempts, r.is_late) for r in refunds},
        "money": set(oracle.told.items()),
        "cases": {
            (name, c.status, c.resolution, c.refund.number if c.refund else None)
            for name, c in oracle.cases.items()
        },
        "drift": set(),
        "whole": (
            oracle.suspense,
            oracle.in_flight_elsewhere(),
            [campaign.taken for campaign in campaigns],
            oracle.shelf_taken,
            sum(order.seat in LIVE for campaign in campaigns for order in campaign.seats),
        ),
    }


async def differences(oracle):
    """What is stored otherwise than foretold, as (noun, stored, foretold); nothing is right."""
    real, wanted = await stored(), foretold(oracle)
    found = []
    for noun, rows_wanted in wanted.items():
        if isinstance(rows_wanted, set):
            extra, missing = real[noun] - rows_wanted, rows_wanted - real[noun]
            found += [(noun, extra, missing)] if extra or missing else []
        elif real[noun] != rows_wanted:
            found.append((noun, real[noun], rows_wanted))
    return found
