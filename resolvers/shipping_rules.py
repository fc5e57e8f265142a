"""What must be true of parcels, receipts and pieces: each asks for what breaks it."""

PARCELS = {
    "PARCELS_HOLD_WHAT_LEFT": """
      SELECT o.number AS subject, format('order %s of %s pieces, %s shipped, %s let go, %s in '
               'parcels', o.status, o.quantity, o.pieces_shipped, o.pieces_let_go,
               coalesce(p.pieces, 0)) AS detail
        FROM orders o LEFT JOIN (
          SELECT order_id, sum(pieces) AS pieces FROM parcel GROUP BY order_id) p
          ON p.order_id = o.id
       WHERE NOT (o.pieces_shipped = coalesce(p.pieces, 0) AND o.pieces_shipped <= o.quantity
         AND CASE WHEN o.status IN ('SHIPPED', 'COMPLETED')
             THEN o.pieces_shipped + o.pieces_let_go = o.quantity AND o.shipped_at IS NOT NULL
             WHEN o.status IN ('AWAITING_PAYMENT', 'PAID') THEN o.pieces_shipped = 0
             WHEN o.status = 'CONFIRMED' THEN o.pieces_shipped + o.pieces_let_go < o.quantity
             ELSE true END)
    """,
    "RECEIVED_AFTER_SHIPPING": """
      SELECT o.number AS subject, format('order %s shipped %s, received %s by %s, settles %s',
               o.status, coalesce(o.shipped_at::text, 'never'),
               coalesce(o.received_at::text, 'never'), coalesce(o.received_by, 'nobody'),
               coalesce(o.settles_at::text, 'never')) AS detail
        FROM orders o
       WHERE NOT CASE WHEN o.status = 'COMPLETED' THEN o.received_at IS NOT NULL
                      WHEN o.status = 'CLOSED' THEN true ELSE o.received_at IS NULL END
          OR o.received_at IS NOT NULL AND (o.shipped_at IS NULL OR o.received_at < o.shipped_at
             OR o.settles_at IS NULL OR o.received_by IS NULL)
    """,
    "PARCEL_IS_WHERE_IT_WAS_SAID": """
      SELECT concat_ws(' ', p.order_id, p.number) AS subject,
             format('parcel %s, its carrier said %s', p.status, said.status) AS detail
        FROM parcel p JOIN LATERAL (
          SELECT e.status FROM parcel_event e
           WHERE (e.parcel_id, e.carrier_code, e.tracking_number)
                 = (p.id, p.carrier_code, p.tracking_number)
           ORDER BY e.happened_at DESC, array_position(ARRAY['COLLECTED', 'IN_TRANSIT',
             'OUT_FOR_DELIVERY', 'DELIVERED', 'RETURNED', 'LOST'], e.status) DESC LIMIT 1) said
          ON true
       WHERE p.status <> said.status
    """,
    "PICKED_UP_IS_RECEIVED": """
      SELECT o.number AS subject, format('order %s by %s, its pick-up %s', o.status,
               coalesce(o.received_by, 'nobody'), coalesce(u.collected_at::text, 'waits'))
               AS detail
        FROM orders o LEFT JOIN pickup u ON u.order_id = o.id
       WHERE u.collected_at IS NULL AND o.received_by = 'CODE'
          OR u.collected_at IS NOT NULL AND o.received_by IS NULL
    """,
}

PIECES = {
    "STOCK_IS_ITS_MOVEMENTS": """
      SELECT concat_ws(' ', warehouse_id, sku_id) AS subject,
             format('%s on hand and %s allocated, its movements say %s and %s', s.on_hand,
               s.allocated, coalesce(m.here, 0), coalesce(m.promised, 0)) AS detail
        FROM warehouse_stock s FULL JOIN (
          SELECT warehouse_id, sku_id,
                 sum(CASE WHEN kind IN ('RECEIPT', 'RETURN', 'ADJUSTMENT') THEN pieces
                     WHEN kind = 'SALE' THEN -pieces ELSE 0 END) AS here,
                 sum(CASE WHEN kind = 'ALLOCATION' THEN pieces
                     WHEN kind IN ('RELEASE', 'SALE') THEN -pieces ELSE 0 END) AS promised,
                 max(n) AS last, count(*) AS moves
            FROM stock_movement GROUP BY warehouse_id, sku_id) m USING (warehouse_id, sku_id)
       WHERE NOT coalesce((s.on_hand, s.allocated, s.movements, m.last)
                          = (m.here, m.promised, m.moves, m.moves), false)
    """,
    "SHELF_IS_WHAT_LIES_AND_WHAT_LEFT": """
      SELECT k.id AS subject, format('%s on the shelf, %s in warehouses, %s sent', k.stock,
               coalesce(s.here, 0), coalesce(m.sent, 0)) AS detail
        FROM sku k
        LEFT JOIN (SELECT sku_id, sum(on_hand) AS here FROM warehouse_stock GROUP BY sku_id) s
          ON s.sku_id = k.id
        LEFT JOIN (SELECT sku_id, sum(pieces) AS sent FROM stock_movement WHERE kind = 'SALE'
                    GROUP BY sku_id) m ON m.sku_id = k.id
       WHERE k.stock <> coalesce(s.here, 0) + coalesce(m.sent, 0)
    """,
    "ALLOCATED_BELONGS_TO_ORDERS": """
      SELECT concat_ws(' ', s.warehouse_id, s.sku_id) AS subject,
             format('%s allocated, %s belong to orders', s.allocated, coalesce(a.pieces, 0))
               AS detail
        FROM warehouse_stock s LEFT JOIN (
          SELECT a.warehouse_id, o.sku_id, sum(a.pieces - a.shipped - a.released) AS pieces
            FROM order_allocation a JOIN orders o ON o.id = a.order_id GROUP BY 1, 2) a
          USING (warehouse_id, sku_id)
       WHERE s.allocated <> coalesce(a.pieces, 0)
    """,
    "WHAT_LEFT_WAS_TAKEN_OUT": """
      SELECT p.id AS subject,
             format('%s pieces in it, %s taken out', p.pieces, coalesce(m.pieces, 0)) AS detail
        FROM parcel p LEFT JOIN (
          SELECT parcel_id, sum(pieces) AS pieces FROM stock_movement WHERE kind = 'SALE'
           GROUP BY parcel_id) m ON m.parcel_id = p.id
       WHERE p.pieces <> coalesce(m.pieces, 0)
    """,
}

SHIPPING = PARCELS | PIECES
