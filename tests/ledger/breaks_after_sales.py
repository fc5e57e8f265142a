"""Every way the books can be wrong about after-sales."""

OPEN = "(SELECT min(order_id::text)::uuid FROM after_sale WHERE due_at IS NOT NULL)"

AFTER_SALE_BREAKS = [
    (
        "DISPUTES_ARE_OPEN_AFTER_SALES",
        [f"UPDATE orders SET disputes = disputes - 1 WHERE id = {OPEN}"],  # noqa: S608 (our own)
    ),
    (
        "AFTER_SALES_REFUND_WHAT_THEIR_ORDER_DID",
        ["UPDATE after_sale SET refunded_fen = refunded_fen + 100000 WHERE ruled_at IS NOT NULL"],
    ),
    (
        "NO_MORE_COMES_BACK_THAN_WAS_BOUGHT",
        ["UPDATE after_sale SET pieces = pieces + 2 WHERE returned_at IS NOT NULL"],
    ),
    ("AFTER_SALE_TELLS_EVERY_STEP", ["DELETE FROM after_sale_step WHERE deed = 'DECLINE'"]),
    ("AFTER_SALE_TELLS_EVERY_STEP", ["UPDATE after_sale_step SET status = 'CLOSED'"]),
    (
        "AFTER_SALE_IS_ITS_ORDERS",
        ["UPDATE after_sale SET merchant_id = person_id WHERE ruled_at IS NOT NULL"],
    ),
]
