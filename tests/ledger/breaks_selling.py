"""Every way the books can be wrong about merchants and their statements."""

SELLING_BREAKS = [
    ("MONTHS_ARE_THEIR_ENTRIES", ["UPDATE account_month SET came = came + 1"]),
    ("MONTHS_ARE_THEIR_ENTRIES", ["DELETE FROM account_month"]),
    (
        "MONTHS_ARE_THEIR_ENTRIES",
        ["UPDATE account_entry SET month = month + 40 WHERE month IS NOT NULL"],
    ),
    ("DEPOSIT_IS_TAKEN_AS_RULED", ["UPDATE deposit_ruling SET amount_fen = amount_fen + 1"]),
    ("DEPOSIT_IS_TAKEN_AS_RULED", ["DELETE FROM deposit_ruling WHERE order_id IS NULL"]),
    ("DEPOSIT_RELEASE_IS_BOOKED", ["DELETE FROM deposit_release"]),
    ("HELD_CAMPAIGN_OPENS_NOTHING", ["UPDATE campaign_hold SET lifted_at = NULL"]),
    (
        "FAILED_PRODUCT_IS_WITHDRAWN",
        [
            """UPDATE product SET withdrawn_at = NULL
               WHERE id IN (SELECT product_id FROM inspection WHERE NOT passed)"""
        ],
    ),
    ("LATE_ORDER_WAS_LATE", ["UPDATE orders SET ship_to = NULL WHERE late_at IS NOT NULL"]),
]
