"""Every way the books can be wrong about parcels, receipts and pieces."""
# ruff: noqa: S608 - what is put together here is written here

SENT = "(SELECT min(id::text)::uuid FROM orders WHERE status = 'SHIPPED')"
A_PARCEL = f"(SELECT min(id::text)::uuid FROM parcel WHERE order_id = {SENT})"
A_SHELF = "(SELECT min(id::text)::uuid FROM warehouse_stock WHERE allocated > 0)"

SHIPPING_BREAKS = [
    (
        "PARCELS_HOLD_WHAT_LEFT",
        [
            "ALTER TABLE orders DROP CONSTRAINT order_shipped_whole",
            f"UPDATE orders SET pieces_shipped = pieces_shipped - 1 WHERE id = {SENT}",
        ],
    ),
    (
        "PARCELS_HOLD_WHAT_LEFT",
        [
            "ALTER TABLE orders DROP CONSTRAINT order_shipped_at_an_instant",
            f"UPDATE orders SET shipped_at = NULL WHERE id = {SENT}",
        ],
    ),
    (
        "RECEIVED_AFTER_SHIPPING",
        ["UPDATE orders SET received_at = shipped_at - interval '1 s' WHERE received_by = 'BUYER'"],
    ),
    (
        "RECEIVED_AFTER_SHIPPING",
        [
            "ALTER TABLE orders DROP CONSTRAINT order_received_after_shipping",
            f"""UPDATE orders SET received_at = shipped_at, received_by = 'TIME',
                                  settles_at = shipped_at WHERE id = {SENT}""",
        ],
    ),
    (
        "PARCEL_IS_WHERE_IT_WAS_SAID",
        ["UPDATE parcel SET status = 'COLLECTED' WHERE status = 'IN_TRANSIT'"],
    ),
    ("PICKED_UP_IS_RECEIVED", ["UPDATE pickup SET collected_at = NULL, collected_by = NULL"]),
    (
        "STOCK_IS_ITS_MOVEMENTS",
        [
            f"UPDATE warehouse_stock SET on_hand = on_hand + 1 WHERE id = {A_SHELF}",
            f"""UPDATE sku SET stock = stock + 1
                 WHERE id = (SELECT sku_id FROM warehouse_stock WHERE id = {A_SHELF})""",
        ],
    ),
    (
        "STOCK_IS_ITS_MOVEMENTS",
        [f"UPDATE warehouse_stock SET movements = movements + 1 WHERE id = {A_SHELF}"],
    ),
    ("SHELF_IS_WHAT_LIES_AND_WHAT_LEFT", ["UPDATE sku SET stock = stock + 1"]),
    (
        "ALLOCATED_BELONGS_TO_ORDERS",
        ["UPDATE order_allocation SET released = 1 WHERE shipped = 0 AND released = 0"],
    ),
    (
        "WHAT_LEFT_WAS_TAKEN_OUT",
        [
            f"""UPDATE stock_movement SET parcel_id = (SELECT id FROM parcel
                 WHERE id <> {A_PARCEL} LIMIT 1) WHERE parcel_id = {A_PARCEL}"""
        ],
    ),
]
SHIPPING_ALSO: dict[str, set[str]] = {}
