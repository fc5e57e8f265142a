"""Where the database and the oracle differ."""

import json

from models.db import rows
from models.transactions import one_snapshot
from resolvers.book_rules import RULES

# What is held and owed; the outside has no balance, and what orders hold is told by each order.
HELD = """
  SELECT kind, owner, balance FROM account WHERE balance <> 0 AND kind NOT IN
         ('CLEARING', 'ISSUANCE', 'ESCROW', 'IN_FLIGHT', 'SUSPENSE')
"""
NOUNS = {
    "orders": """
      SELECT o.id::text, o.status, o.total_fen, o.refunded_fen, s.state, p.status AS payment,
             coalesce(e.balance, 0) AS escrow, coalesce(f.balance, 0) AS in_flight
        FROM orders o LEFT JOIN seat s ON s.order_id = o.id LEFT JOIN payment p ON p.order_id = o.id
        LEFT JOIN account e ON e.kind = 'ESCROW' AND e.owner = o.id::text
        LEFT JOIN account f ON f.kind = 'IN_FLIGHT' AND f.owner = o.id::text
    """,
    "teams": "SELECT code, status, seats_held, seats_filled FROM team",
    "refunds": """
      SELECT number, amount_fen, status = 'SUCCEEDED' AS arrived, attempts,
             delayed_at IS NOT NULL AS is_late FROM refund
    """,
    "money": "SELECT reference, outcome FROM money_in",
    "cases": """
      SELECT c.reference, c.status, c.resolution, r.number
        FROM payment_case c LEFT JOIN refund r ON r.id = c.refund_id
    """,
    "held": HELD,
    "draws": """
      SELECT id::text, status, serials, entries, closed_at IS NOT NULL AS closed,
             unheld_at IS NOT NULL AS unheld, settled_at IS NOT NULL AS settled FROM draw
    """,
    "subsidies": "SELECT order_id::text, amount_fen, repaid_fen FROM subsidy",
    "awards": """
      SELECT order_id::text, price_fen, fund_fen, fund_released_fen, fund_taken_fen,
             released_taken_fen, points_taken, shares_taken, debt_fen FROM award
    """,
    "parts": """
      SELECT award_id::text, k, amount_fen, released_at IS NOT NULL AS released FROM fund_release
    """,
    "lots": 'SELECT id::text, "left", used, expired, taken FROM point_lot',
    "redemptions": """
      SELECT order_id::text, points, returned, spent_at IS NOT NULL AS spent FROM redemption
    """,
    "campaigns": """
      SELECT c.id::text, k.taken, b.taken AS promised, b.closed_at IS NOT NULL AS closed
        FROM campaign_sku k JOIN campaign c ON c.id = k.campaign_id
        LEFT JOIN budget b ON b.campaign_id = c.id WHERE k.taken > 0 OR b.taken IS NOT NULL
    """,
    "reports": "SELECT order_id::text, submitted_at IS NOT NULL AS submitted FROM report",
    "whole": """
      SELECT (SELECT coalesce(sum(balance), 0) FROM account WHERE kind = 'SUSPENSE') AS suspense,
             (SELECT coalesce(sum(balance), 0) FROM account
               WHERE kind = 'IN_FLIGHT' AND owner LIKE 'number:%') AS in_flight,
             (SELECT sum(taken) FROM sku) - (SELECT sum(stock) FROM campaign_sku)
               - (SELECT sum(stock) FROM mall_item) AS shelf,
             (SELECT sum(taken) FROM mall_item) AS mall,
             (SELECT coalesce(sum(taken), 0) FROM purchase_count) AS purchases
    """,
    "drift": " UNION ALL ".join(
        f"SELECT subject::text, detail FROM ({RULES[name]}) b"  # noqa: S608 - our own rules
        for name in ("UNITS_SUM_TO_ZERO", "BALANCE_EQUALS_TRANSFERS", "FLOOR_HOLDS")
    ),
}
STORED = " UNION ALL ".join(
    f"SELECT '{noun}' AS noun, row_to_json(t)::text AS line FROM ({sql}) t"  # noqa: S608
    for noun, sql in NOUNS.items()
)


@one_snapshot
async def stored():
    """Everything the oracle knows of, as the database has it."""
    found = {noun: set() for noun in NOUNS}
    for row in await rows(STORED):
        found[row["noun"]].add(tuple(json.loads(row["line"]).values()))
    return found


def foretold(oracle):
    """The same, as the oracle has it."""
    return {**_of_money(oracle), **_of_draws(oracle), **_of_rewards(oracle)}


def _of_money(oracle):
    orders, held = oracle.orders.values(), oracle.held.items()
    bought = sum(o.seat != "RELEASED" for c in oracle.campaigns for o in c.seats)
    return {
        "orders": {
            (o.id, o.status, o.fen, o.refunded, o.seat, o.payment, o.escrow, o.in_flight)
            for o in orders
        },
        "teams": {(t.code, t.status, t.count("HELD"), t.filled) for t in oracle.teams.values()},
        "refunds": {
            (r.number, r.fen, r.arrived, r.attempts, r.is_late) for r in oracle.refunds.values()
        },
        "money": set(oracle.told.items()),
        "cases": {
            (name, c.status, c.resolution, c.refund.number if c.refund else None)
            for name, c in oracle.cases.items()
        },
        "held": {(*name, balance) for name, balance in held if balance and name[0] != "OUTSIDE"},
        "drift": set(),
        "whole": {
            (
                oracle.suspense,
                oracle.in_flight_elsewhere(),
                oracle.shelf_taken,
                sum(item.taken for item in oracle.items),
                bought,
            )
        },
    }


def _of_draws(oracle):
    return {
        "draws": {
            (d.id, d.status, len(d.entered), d.n, d.is_closed, d.is_unheld, d.is_settled)
            for d in oracle.draws.values()
        },
        "campaigns": {
            (c.id, c.pieces, c.promised if c.terms else None, c.is_closed)
            for c in oracle.campaigns
            if c.pieces or c.terms
        },
        "subsidies": {(o.id, *o.subsidy) for o in oracle.orders.values() if o.subsidy},
    }


def _of_rewards(oracle):
    awards = oracle.awards()
    return {
        "awards": {
            (
                a.order.id,
                a.fen,
                a.fund,
                a.released,
                a.taken_locked,
                a.taken_released,
                a.points_taken,
                a.shares_taken,
                a.debt,
            )
            for a in awards
        },
        "parts": {(a.id, part.k, part.fen, part.is_released) for a in awards for part in a.parts},
        "lots": {(x.id, x.left, x.used, x.expired, x.taken) for x in oracle.lots.values()},
        "redemptions": {
            (o.id, o.redemption.points, o.redemption.returned, o.redemption.spent)
            for o in oracle.orders.values()
            if o.redemption
        },
        "reports": {(a.order.id, a.reported) for a in awards if a.report_due_at},
    }


async def differences(oracle):
    """What is stored otherwise than foretold, as (noun, stored, foretold); nothing is right."""
    real, wanted = await stored(), foretold(oracle)
    return [
        (noun, real[noun] - lines, lines - real[noun])
        for noun, lines in wanted.items()
        if real[noun] != lines
    ]
