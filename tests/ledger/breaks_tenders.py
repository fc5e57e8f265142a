"""Every way the books can be wrong about what people's own accounts paid."""
# ruff: noqa: S608 - what is put together here is written here

PAID_WHOLE = """(SELECT order_id FROM order_tender JOIN orders o ON o.id = order_id
  WHERE amount_fen = total_fen AND status = 'CONFIRMED')"""
WAITING = """(SELECT min(order_id::text)::uuid FROM order_tender JOIN orders o ON o.id = order_id
  WHERE status = 'AWAITING_PAYMENT')"""
LAST = """(account_id, n) IN
  (SELECT account_id, max(n) FROM account_entry GROUP BY account_id HAVING max(n) > 1)"""

TENDER_BREAKS = [
    (
        "ORDER_IS_COVERED",
        [
            f"""UPDATE orders SET total_fen = total_fen + 1, unit_price_fen = unit_price_fen + 1
                 WHERE id = {WAITING}"""
        ],
    ),
    ("TENDER_IS_BOOKED", ["UPDATE journal SET key = 'lost' || id WHERE key ~ '^tender:'"]),
    (
        "TENDER_COUNTS_ITS_RETURNS",
        ["UPDATE tender_return SET amount_fen = amount_fen + 1 WHERE reason = '少了一颗'"],
    ),
    ("TENDER_RETURN_IS_BOOKED", ["UPDATE journal SET key = 'lost' || id WHERE key ~ '^return:'"]),
    (
        "TENDERS_OF_CLOSED_ORDERS_ARE_BACK",
        [
            f"""UPDATE orders o SET status = 'CLOSED', close_reason = 'LEFT', closed_at = placed_at
                 WHERE id = {PAID_WHOLE}"""
        ],
    ),
    ("STATEMENT_IS_ITS_TRANSFERS", ["DELETE FROM account_entry WHERE n = 1"]),
    ("STATEMENT_IS_ITS_TRANSFERS", ["DELETE FROM account_entry WHERE n = 2"]),
    (
        "STATEMENT_IS_ITS_TRANSFERS",
        ["UPDATE account_entry SET balance_after = balance_after + 1 WHERE n = 1"],
    ),
    ("STATEMENT_IS_ITS_TRANSFERS", ["UPDATE account_entry SET amount = 1 WHERE n = 2"]),
    ("STATEMENT_IS_ITS_TRANSFERS", [f"UPDATE account_entry SET n = n + 1 WHERE {LAST}"]),
]
TENDER_ALSO = {
    # A merchant's month is the sum of its entries.
    "DELETE FROM account_entry": {"MONTHS_ARE_THEIR_ENTRIES"},
    "UPDATE account_entry SET amount": {"MONTHS_ARE_THEIR_ENTRIES"},
    "UPDATE tender_return": {"TENDER_RETURN_IS_BOOKED"},
    # A seat is filled and a piece is gone that a closed order has no part in.
    "UPDATE orders o SET status": {
        "SEAT_ORDER_AND_PAYMENT_AGREE",
        "CAMPAIGN_STOCK_IS_IN_LIVE_ORDERS",
    },
}
