"""Where the database and the oracle differ."""

from models.db import rows
from models.transactions import one_snapshot
from tests.machine.oracle import LIVE

ORDERS = """
  SELECT o.id::text AS id, o.status, o.refunded_fen, s.state AS seat, p.status AS payment,
         coalesce(e.balance, 0) AS escrow, coalesce(f.balance, 0) AS in_flight
    FROM orders o LEFT JOIN seat s ON s.order_id = o.id JOIN payment p ON p.order_id = o.id
    LEFT JOIN account e ON e.kind = 'ESCROW' AND e.owner = o.id::text
    LEFT JOIN account f ON f.kind = 'IN_FLIGHT' AND f.owner = o.id::text
"""
TEAMS = "SELECT code, status, seats_held, seats_filled FROM team"
REFUNDS = "SELECT number, amount_fen, status = 'SUCCEEDED' AS arrived, attempts FROM refund"
MONEY = "SELECT reference, outcome FROM money_in"
WHOLE = """
  SELECT (SELECT coalesce(sum(balance), 0) FROM account WHERE kind = 'SUSPENSE') AS suspense,
         (SELECT array_agg(s.taken ORDER BY c.size)
            FROM campaign_sku s JOIN campaign c ON c.id = s.campaign_id) AS stock,
         (SELECT sum(taken) FROM sku) - (SELECT sum(stock) FROM campaign_sku) AS shelf,
         (SELECT coalesce(sum(taken), 0) FROM purchase_count) AS purchases
"""


@one_snapshot
async def stored():
    """Everything the oracle knows of, as the database has it."""
    [whole] = await rows(WHOLE)
    return {
        "orders": {tuple(row.values()) for row in await rows(ORDERS)},
        "teams": {tuple(row.values()) for row in await rows(TEAMS)},
        "refunds": {tuple(row.values()) for row in await rows(REFUNDS)},
        "money": {tuple(row.values()) for row in await rows(MONEY)},
        "whole": (int(whole["suspense"]), whole["stock"], whole["shelf"], whole["purchases"]),
    }


def foretold(oracle):
    """The same, as the oracle has it."""
    campaigns = oracle.campaigns
    return {
        "orders": {
            (
                o.id,
                o.status,
                o.refunded,
                o.seat,
                o.payment,
                o.accepted - o.refunded,
                o.in_flight,
            )
            for o in oracle.orders.values()
        },
        "teams": {
            (t.code, t.status, t.count("HELD"), t.count("FILLED")) for t in oracle.teams.values()
        },
        "refunds": {(r.number, r.fen, r.arrived, r.attempts) for r in oracle.refunds.values()},
        "money": set(oracle.told.items()),
        "whole": (
            oracle.suspense,
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
