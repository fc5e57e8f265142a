"""Which sentences about commissions and parted orders must be true: each asks what breaks it."""

# What a journal moved out of, or into, one order's escrow, by whose account it was.
_PARTIES = """
  SELECT j.cause AS order_id,
         CASE WHEN e.id = t.debit_id THEN o.kind ELSE s.kind END AS kind,
         CASE WHEN e.id = t.debit_id THEN o.owner ELSE s.owner END AS owner,
         sum(CASE WHEN e.id = t.debit_id THEN t.amount ELSE -t.amount END) AS fen
    FROM journal j JOIN transfer t ON t.journal_id = j.id
    JOIN account s ON s.id = t.debit_id JOIN account o ON o.id = t.credit_id
    JOIN account e ON e.id IN (t.debit_id, t.credit_id)
         AND e.kind = 'ESCROW' AND e.owner = j.cause
   WHERE j.kind IN ('ORDER_SETTLED', 'ORDER_UNSETTLED')
   GROUP BY 1, 2, 3
"""

SETTLEMENTS = {
    "SETTLED_ORDER_IS_PARTED": """
      SELECT o.number AS subject, format('settled %s, parted %s, due %s, escrow %s', o.settled_at,
               s.settled_at, o.settles_at, coalesce(a.balance, 0)) AS detail
        FROM orders o FULL JOIN order_settlement s ON s.order_id = o.id
        LEFT JOIN account a ON a.kind = 'ESCROW' AND a.owner = o.id::text
       WHERE o.settled_at IS DISTINCT FROM s.settled_at
          OR s.order_id IS NOT NULL AND (o.settles_at > s.settled_at
             OR o.merchant_id <> s.merchant_id OR coalesce(a.balance, 0) <> 0)
    """,
    "SETTLEMENT_PARTS_WHAT_WAS_LEFT": """
      SELECT o.number AS subject, format('%s fen left, goods %s and shipping %s, commissions %s of '
               '%s promised', o.total_fen - s.refunded_fen, s.base_fen, s.shipping_fen,
               s.commission_fen, c.fen) AS detail
        FROM order_settlement s JOIN orders o ON o.id = s.order_id
        LEFT JOIN LATERAL (
          SELECT coalesce(sum(s.base_fen * c.rate_bp / 10000), 0) AS fen FROM commission c
           WHERE c.order_id = o.id AND c.why = 'DUE' AND c.settled_at IS NOT NULL) c ON true
       WHERE s.base_fen + s.shipping_fen <> o.total_fen - s.refunded_fen
          OR s.base_fen <> greatest(0, o.total_fen - o.shipping_fen - s.refunded_fen)
          OR s.commission_fen <> c.fen
    """,
    "SETTLEMENT_IS_BOOKED": """
      SELECT s.order_id AS subject, format('parted %s fen, booked %s',
               s.base_fen + s.shipping_fen, coalesce(b.fen, 0)) AS detail
        FROM order_settlement s FULL JOIN (
          SELECT j.cause, sum(t.amount) AS fen FROM journal j JOIN transfer t ON t.journal_id = j.id
           WHERE j.kind = 'ORDER_SETTLED' AND j.key = 'settle:' || j.cause GROUP BY j.cause) b
          ON b.cause = s.order_id::text
       WHERE s.base_fen + s.shipping_fen IS DISTINCT FROM coalesce(b.fen, 0)
    """,
    "REVERSALS_ARE_WHAT_WENT_BACK": """
      SELECT o.number AS subject, format('%s of %s fen went back after it was settled, brought '
               'back %s, the last at %s', o.refunded_fen - s.refunded_fen, o.refunded_fen,
               coalesce(r.fen, 0), r.reached) AS detail
        FROM order_settlement s JOIN orders o ON o.id = s.order_id
        LEFT JOIN (SELECT order_id, sum(amount_fen) AS fen, max(refunded_fen) AS reached,
                          sum(base_fen) AS base, sum(fee_fen) AS fee, sum(commission_fen) AS paid
                     FROM settlement_reversal GROUP BY order_id) r USING (order_id)
       WHERE o.refunded_fen - s.refunded_fen <> coalesce(r.fen, 0)
          OR r.reached <> o.refunded_fen
          OR s.base_fen - r.base <> greatest(0, o.total_fen - o.shipping_fen - o.refunded_fen)
          OR s.fee_fen - r.fee <> div((s.base_fen - r.base) * s.fee_bp, 10000)
    """,
    "REVERSAL_IS_BOOKED": f"""
      SELECT s.order_id AS subject, format('merchant %s of %s, platform %s of %s',
               merchant.fen, s.merchant_fen - coalesce(r.merchant, 0),
               platform.fen, s.fee_fen - coalesce(r.fee, 0)) AS detail
        FROM order_settlement s
        LEFT JOIN (SELECT order_id, sum(merchant_fen) AS merchant, sum(fee_fen) AS fee
                     FROM settlement_reversal GROUP BY order_id) r USING (order_id)
        LEFT JOIN (SELECT order_id, owner, sum(fen) AS fen FROM ({_PARTIES}) p
                    WHERE kind IN ('PAYABLE', 'RECEIVABLE') GROUP BY 1, 2) merchant
          ON (merchant.order_id, merchant.owner) = (s.order_id::text, s.merchant_id::text)
        LEFT JOIN (SELECT order_id, owner, sum(fen) AS fen FROM ({_PARTIES}) p
                    WHERE kind IN ('REVENUE', 'RECEIVABLE') GROUP BY 1, 2) platform
          ON (platform.order_id, platform.owner) = (s.order_id::text, 'platform')
       WHERE coalesce(merchant.fen, 0) <> s.merchant_fen - coalesce(r.merchant, 0)
          OR coalesce(platform.fen, 0) <> s.fee_fen - coalesce(r.fee, 0)
    """,  # noqa: S608 - what is put together here is written here
}

COMMISSIONS = {
    "COMMISSION_IS_BOOKED": f"""
      SELECT concat_ws(' ', order_id, owner) AS subject,
             format('paid %s fen, booked %s', coalesce(c.fen, 0), coalesce(b.fen, 0)) AS detail
        FROM (SELECT order_id::text AS order_id, person_id::text AS owner,
                     sum(amount_fen - reversed_fen) AS fen
                FROM commission WHERE settled_at IS NOT NULL GROUP BY 1, 2) c
        FULL JOIN (SELECT p.order_id, p.owner, sum(p.fen) AS fen FROM ({_PARTIES}) p
                    JOIN person who ON who.id::text = p.owner
                   WHERE p.kind IN ('CASH', 'RECEIVABLE') GROUP BY 1, 2) b USING (order_id, owner)
       WHERE coalesce(c.fen, 0) <> coalesce(b.fen, 0)
    """,  # noqa: S608 - what is put together here is written here
    "COMMISSION_IS_OF_GOODS": """
      SELECT j.key AS subject, format('%s fen to %s of %s', t.amount, a.kind, j.cause) AS detail
        FROM journal j JOIN transfer t ON t.journal_id = j.id
        JOIN account a ON a.id = t.credit_id JOIN account e ON e.id = t.debit_id
        LEFT JOIN orders o ON o.id::text = j.cause
        LEFT JOIN order_settlement s ON s.order_id = o.id
       WHERE j.kind = 'ORDER_SETTLED' AND (s.order_id IS NULL OR o.paid_at IS NULL
             OR (e.kind, e.owner) <> ('ESCROW', j.cause))
    """,
    "COMMISSION_IS_OF_WHO_LED": """
      SELECT c.id AS subject, format('level %s of order %s by edge %s', c.level, o.number,
                                     c.edge_id) AS detail
        FROM commission c JOIN orders o ON o.id = c.order_id
        LEFT JOIN order_upline u ON (u.order_id, u.level) = (c.order_id, c.level)
        LEFT JOIN team t ON t.id = o.team_id
       WHERE CASE c.level WHEN 0 THEN t.leader_id = c.person_id
             ELSE (u.person_id, u.edge_id) = (c.person_id, c.edge_id) END IS NOT TRUE
    """,
    "COMMISSIONS_ARE_WITHIN_CAP": """
      SELECT o.number AS subject, format('%s bp, %s of %s fen', c.bp, c.fen, o.total_fen) AS detail
        FROM (SELECT order_id, sum(rate_bp) FILTER (WHERE why = 'DUE') AS bp,
                     sum(amount_fen) AS fen FROM commission GROUP BY order_id) c
        JOIN orders o ON o.id = c.order_id
       WHERE c.bp > 3000 OR c.fen > (o.total_fen - o.shipping_fen) * 3000 / 10000
    """,
    "COMMISSION_STANDS_AS_ITS_ORDER": """
      SELECT c.id AS subject, format('%s, %s of %s fen reversed; order %s, %s refunded, settled %s',
               c.status, c.reversed_fen, c.amount_fen, o.status, o.refunded_fen, o.settled_at)
               AS detail
        FROM commission c JOIN orders o ON o.id = c.order_id
       WHERE NOT CASE
         WHEN c.reversed_for = 'ACCOUNT_CLOSED'
           THEN c.settled_at IS NULL AND o.settled_at IS NOT NULL
         WHEN c.status = 'PENDING' AND (o.status = 'CLOSED' OR o.settled_at IS NOT NULL) THEN false
         WHEN c.settled_at IS NOT NULL AND c.settled_at IS DISTINCT FROM o.settled_at THEN false
         WHEN c.reversed_for = 'ORDER_CLOSED' THEN o.status = 'CLOSED' AND c.settled_at IS NULL
         WHEN o.status = 'CLOSED' AND o.settled_at IS NULL THEN c.status = 'REVERSED'
         ELSE c.amount_fen - c.reversed_fen = CASE WHEN c.why = 'DUE'
           THEN greatest(0, c.base_fen - o.refunded_fen) * c.rate_bp / 10000 ELSE 0 END END
    """,
    "COMMISSION_COUNTS_ITS_DEBTS": """
      SELECT s.order_id AS subject, format('%s fen of reversals owed, %s of them by who led',
               r.fen, c.fen) AS detail
        FROM order_settlement s
        JOIN (SELECT order_id, sum(debt_fen - merchant_debt_fen) AS fen
                FROM settlement_reversal GROUP BY order_id) r USING (order_id)
        LEFT JOIN (SELECT order_id, sum(debt_fen) AS fen FROM commission GROUP BY order_id) c
          USING (order_id)
       WHERE coalesce(c.fen, 0) > r.fen
    """,
}
