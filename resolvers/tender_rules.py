"""Which sentences about what people's own accounts paid must be true: each asks for what breaks it.

And that the statements people read of their accounts are those accounts' transfers.
"""

TENDERS = {
    "ORDER_IS_COVERED": """
      SELECT o.number AS subject, format('costs %s fen, payments cover %s and accounts %s',
               o.total_fen, coalesce(p.fen, 0), coalesce(t.fen, 0)) AS detail
        FROM orders o
        LEFT JOIN (SELECT order_id, sum(amount_fen) AS fen FROM payment GROUP BY order_id) p
          ON p.order_id = o.id
        LEFT JOIN (SELECT order_id, sum(amount_fen) AS fen FROM order_tender GROUP BY order_id) t
          ON t.order_id = o.id
       WHERE o.total_fen <> coalesce(p.fen, 0) + coalesce(t.fen, 0)
    """,
    "TENDER_IS_BOOKED": """
      SELECT o.number AS subject,
             format('%s fen of %s, booked %s', t.amount_fen, t.source, coalesce(b.fen, 0)) AS detail
        FROM order_tender t JOIN orders o ON o.id = t.order_id
        LEFT JOIN LATERAL (
          SELECT sum(m.amount) AS fen FROM journal j
            JOIN transfer m ON m.journal_id = j.id
            JOIN account d ON d.id = m.debit_id JOIN account c ON c.id = m.credit_id
           WHERE j.key = 'tender:' || o.id AND (d.kind, d.owner) = (t.source, o.person_id::text)
             AND (c.kind, c.owner) = ('ESCROW', o.id::text)) b ON true
       WHERE b.fen IS DISTINCT FROM t.amount_fen
    """,
    "TENDER_COUNTS_ITS_RETURNS": """
      SELECT o.number AS subject, format('%s fen of %s went back, its returns are %s',
               t.returned_fen, t.source, coalesce(r.fen, 0)) AS detail
        FROM order_tender t JOIN orders o ON o.id = t.order_id
        LEFT JOIN (SELECT order_id, source, sum(amount_fen) AS fen FROM tender_return
                    GROUP BY order_id, source) r USING (order_id, source)
       WHERE t.returned_fen <> coalesce(r.fen, 0)
    """,
    "TENDER_RETURN_IS_BOOKED": """
      SELECT o.number AS subject, format('return %s of %s: %s fen, booked %s', r.ordinal, r.source,
               r.amount_fen, coalesce(b.fen, 0)) AS detail
        FROM tender_return r JOIN orders o ON o.id = r.order_id
        LEFT JOIN LATERAL (
          SELECT sum(m.amount) AS fen FROM journal j
            JOIN transfer m ON m.journal_id = j.id
            JOIN account d ON d.id = m.debit_id JOIN account c ON c.id = m.credit_id
           WHERE j.key = concat_ws(':', 'return', o.id, r.source, r.ordinal)
             AND (d.kind, d.owner) = ('ESCROW', o.id::text)
             AND (c.kind, c.owner) = (r.source, o.person_id::text)) b ON true
       WHERE b.fen IS DISTINCT FROM r.amount_fen
    """,
    "TENDERS_OF_CLOSED_ORDERS_ARE_BACK": """
      SELECT o.number AS subject,
             format('%s fen of %s, %s went back', t.amount_fen, t.source, t.returned_fen) AS detail
        FROM order_tender t JOIN orders o ON o.id = t.order_id
       WHERE o.status = 'CLOSED' AND t.returned_fen <> t.amount_fen
    """,
    # What a person reads of an account: each of its transfers once, no gap, the sum after each.
    "STATEMENT_IS_ITS_TRANSFERS": """
      SELECT a.kind || ' ' || a.owner || ' ' || a.unit AS subject,
             format('entry %s of %s, after it %s: journal %s moved %s', e.n, e.amount,
                    e.balance_after, coalesce(e.journal_id, m.journal_id), m.amount) AS detail
        FROM (
          SELECT t.debit_id AS account_id, t.journal_id, t.leg, -t.amount AS amount FROM transfer t
          UNION ALL SELECT t.credit_id, t.journal_id, t.leg, t.amount FROM transfer t) m
        FULL JOIN (
          SELECT *, row_number() OVER (PARTITION BY account_id ORDER BY n) AS place,
                 sum(amount) OVER (PARTITION BY account_id ORDER BY n) AS sum
            FROM account_entry) e USING (account_id, journal_id, leg)
        JOIN account a ON a.id = account_id AND a.kind = ANY (wallet_kinds())
       WHERE e.amount IS DISTINCT FROM m.amount OR (e.n, e.balance_after) <> (e.place, e.sum)
    """,
}
