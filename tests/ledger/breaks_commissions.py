"""Every way the books can be wrong about commissions and how orders were parted."""
# ruff: noqa: S608 - what is put together here is written here

from tests.ledger.breaks_budgets import posted

HASH = "decode(repeat('00', 32), 'hex')"
UNLED = "NOT EXISTS (SELECT 1 FROM commission c WHERE c.order_id = {}.order_id)"
LED = "(SELECT DISTINCT order_id FROM commission WHERE settled_at IS NOT NULL)"
WHO = "(SELECT person_id FROM commission WHERE settled_at IS NOT NULL AND level = 1)"
ELSE = "(SELECT min(id::text) FROM person WHERE role = 'OPERATOR')"
PENDING = "status = 'PENDING' AND level = 1 AND reversed_fen = 0 AND why = 'DUE'"


def leg(source, target):
    sides = [f"jsonb_build_array('{kind}', ({who})::text)" for kind, who in (source, target)]
    return f"jsonb_build_object('from', {sides[0]}, 'to', {sides[1]}, 'unit', 'CNY', 'amount', 1)"


# Through the escrow of an order from who led its buyer to somebody who did not.
OUT, IN = leg(("CASH", WHO), ("ESCROW", LED)), leg(("ESCROW", LED), ("CASH", ELSE))
SLIPPED = f"""SELECT post_journal('slip', 'ORDER_UNSETTLED', {LED}::text, {HASH},
  '2026-01-01Z', jsonb_build_array({OUT}, {IN}))"""

COMMISSION_BREAKS = [
    (
        "SETTLED_ORDER_IS_PARTED",
        [
            f"""UPDATE orders SET settled_at = settled_at + interval '1 s'
                 WHERE settled_at IS NOT NULL
                 AND id IN (SELECT order_id FROM order_settlement s WHERE {UNLED.format("s")})"""
        ],
    ),
    (
        "SETTLEMENT_PARTS_WHAT_WAS_LEFT",
        [
            f"""UPDATE order_settlement s SET base_fen = base_fen - 1,
                   shipping_fen = shipping_fen + 1 WHERE {UNLED.format("s")}"""
        ],
    ),
    ("SETTLEMENT_IS_BOOKED", ["UPDATE journal SET key = 'lost' || id WHERE key ~ '^settle:'"]),
    (
        "REVERSALS_ARE_WHAT_WENT_BACK",
        ["UPDATE settlement_reversal SET refunded_fen = refunded_fen + 1"],
    ),
    (
        "REVERSAL_IS_BOOKED",
        [
            """UPDATE settlement_reversal SET merchant_fen = merchant_fen + 1,
                 commission_fen = commission_fen - 1"""
        ],
    ),
    ("COMMISSION_IS_BOOKED", ["SET session_replication_role = origin", SLIPPED]),
    (
        "COMMISSION_IS_OF_GOODS",
        [
            *posted(("REVENUE", "'platform'"), ("CASH", ELSE)),
            "SET session_replication_role = replica",
            "UPDATE journal SET kind = 'ORDER_SETTLED' WHERE key = 'test'",
        ],
    ),
    (
        "COMMISSION_IS_OF_WHO_LED",
        [f"UPDATE commission SET edge_id = gen_random_uuid() WHERE {PENDING}"],
    ),
    (
        "COMMISSIONS_ARE_WITHIN_CAP",
        [
            f"""UPDATE commission SET rate_bp = 3000, amount_fen = base_fen * 3000 / 10000
                 WHERE {PENDING}"""
        ],
    ),
    (
        "COMMISSION_STANDS_AS_ITS_ORDER",
        [
            f"""UPDATE commission SET status = 'REVERSED', reversed_fen = amount_fen,
                 reversed_for = 'REFUNDED', reversed_at = promised_at WHERE {PENDING}"""
        ],
    ),
    (
        "COMMISSION_COUNTS_ITS_DEBTS",
        [
            """UPDATE commission SET debt_fen = reversed_fen
                WHERE settled_at IS NOT NULL AND reversed_fen > 0"""
        ],
    ),
]
