"""Every way the books can be wrong about points and dividends."""
# ruff: noqa: S608 - what is put together here is written here

WHOLE = """(SELECT r.order_id FROM redemption r JOIN orders o ON o.id = r.order_id
  JOIN lot_use u ON u.order_id = r.order_id
  WHERE o.status = 'CONFIRMED' AND r.returned = 0
  GROUP BY r.order_id HAVING count(*) = 2 LIMIT 1)"""
OTHER = """(SELECT r.order_id FROM redemption r JOIN orders o ON o.id = r.order_id
  WHERE o.status = 'CONFIRMED' AND r.returned = 0 AND o.person_id <>
    (SELECT person_id FROM orders WHERE id = {}) LIMIT 1)"""

POINT_BREAKS = [
    (
        "POINTS_ARE_IN_LOTS",
        [
            """UPDATE account SET owner = 'x' WHERE id =
                 (SELECT max(id) FROM account WHERE kind = 'POINTS' AND balance > 0)"""
        ],
    ),
    (
        "POINTS_ARE_COVERED",
        [
            """UPDATE account SET owner = 'x' WHERE id =
                 (SELECT max(id) FROM account WHERE kind = 'POINTS_RESERVE' AND balance > 0)"""
        ],
    ),
    (
        "LOT_COUNTS_WHERE_POINTS_WENT",
        ["UPDATE point_lot SET used = used - 1, expired = expired + 1 WHERE used > 0"],
    ),
    (
        "REDEMPTION_IS_ITS_LOTS",
        [
            f"""UPDATE lot_use SET order_id = {OTHER.format(WHOLE)}, ordinal = 9
                 WHERE order_id = {WHOLE} AND ordinal = 2"""
        ],
    ),
    (
        "REDEMPTION_AND_ORDER_AGREE",
        [
            """UPDATE orders o SET merchant_id = (
                 SELECT id FROM merchant WHERE id <> o.merchant_id LIMIT 1)
                WHERE kind = 'POINTS' AND status = 'CONFIRMED'"""
        ],
    ),
    ("REDEMPTION_IS_BOOKED", ["UPDATE journal SET cause = 'x' WHERE kind = 'REDEEMED'"]),
    ("REDEMPTION_IS_BOOKED", ["UPDATE journal SET key = 'x' || id WHERE kind = 'POINTS_SPENT'"]),
    (
        "MALL_STOCK_IS_IN_LIVE_ORDERS",
        ["UPDATE mall_item SET taken = taken + 1 WHERE taken < stock"],
    ),
    (
        "DIVIDEND_IS_ITS_PAYOUTS",
        ["UPDATE dividend_period SET holders = holders + 1 WHERE status = 'DRAFT'"],
    ),
    (
        "DIVIDEND_LEFT_OVER_GOES_TO_THE_LARGEST",
        ["UPDATE dividend_period SET cut_remainder = cut_remainder + 1 WHERE status = 'PAID'"],
    ),
    (
        "DIVIDEND_POOL_HOLDS_WHAT_IS_DUE",
        ["UPDATE account SET owner = 'x' WHERE kind = 'DIVIDEND_POOL' AND balance > 0"],
    ),
    ("DIVIDEND_IS_BOOKED", ["UPDATE journal SET cause = 'x' WHERE kind = 'DIVIDEND'"]),
    ("DIVIDEND_IS_BOOKED", ["UPDATE journal SET cause = 'x' WHERE kind = 'DIVIDEND_PAID'"]),
    ("PAYOUT_IS_BOOKED", ["UPDATE journal SET key = 'x' || id WHERE kind = 'DIVIDEND_PAID'"]),
]
