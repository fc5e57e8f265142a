"""Which sentences about after-sales must be true: each asks for what breaks it."""

AFTER_SALES = {
    "DISPUTES_ARE_OPEN_AFTER_SALES": """
      SELECT o.number AS subject, format('counts %s, has %s open', o.disputes,
               coalesce(a.open, 0)) AS detail
        FROM orders o LEFT JOIN (
          SELECT order_id, count(*) AS open FROM after_sale WHERE due_at IS NOT NULL
           GROUP BY order_id) a ON a.order_id = o.id
       WHERE o.disputes <> coalesce(a.open, 0)
    """,
    "AFTER_SALES_REFUND_WHAT_THEIR_ORDER_DID": """
      SELECT o.number AS subject, format('%s fen of after-sales, %s of the order; %s points, %s '
               'of its redemption', a.fen, o.refunded_fen, a.points,
               coalesce(r.returned, 0)) AS detail
        FROM orders o JOIN (
          SELECT order_id, sum(refunded_fen) AS fen, sum(refunded_points) AS points
            FROM after_sale GROUP BY order_id) a ON a.order_id = o.id
        LEFT JOIN redemption r ON r.order_id = o.id
       WHERE a.fen > o.refunded_fen OR a.points > coalesce(r.returned, 0)
    """,
    "NO_MORE_COMES_BACK_THAN_WAS_BOUGHT": """
      SELECT o.number AS subject, format('%s of %s pieces came back', a.pieces,
               o.quantity) AS detail
        FROM orders o JOIN (
          SELECT order_id, sum(pieces) AS pieces FROM after_sale
           WHERE returned_at IS NOT NULL AND outcome = 'REFUNDED' GROUP BY order_id) a
          ON a.order_id = o.id
       WHERE a.pieces > o.pieces_shipped
    """,
    "AFTER_SALE_TELLS_EVERY_STEP": """
      SELECT a.id AS subject, format('%s after %s steps, tells %s to %s, the last %s', a.status,
               a.steps, s.first, s.last, s.status) AS detail
        FROM after_sale a LEFT JOIN LATERAL (
          SELECT min(n) AS first, max(n) AS last, count(*) AS told,
                 (array_agg(status ORDER BY n DESC))[1] AS status
            FROM after_sale_step WHERE after_sale_id = a.id) s ON true
       WHERE (s.first, s.last, s.told, s.status) IS DISTINCT FROM (1, a.steps, a.steps, a.status)
    """,
    "AFTER_SALE_IS_ITS_ORDERS": """
      SELECT a.id AS subject, format('order %s of %s at %s, after-sale of %s at %s', o.number,
               o.person_id, o.merchant_id, a.person_id, a.merchant_id) AS detail
        FROM after_sale a JOIN orders o ON o.id = a.order_id
       WHERE (a.person_id, a.merchant_id) <> (o.person_id, o.merchant_id)
    """,
}
