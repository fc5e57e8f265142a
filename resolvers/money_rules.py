"""Which sentences about money that came and went must be true: each asks for what breaks it."""
# ruff: noqa: S608 - what is put together here is written here; no word of it comes from outside

_RETURNED = """
  SELECT p.order_id,
         coalesce(sum(r.amount_fen) FILTER (WHERE r.source = 'ESCROW'), 0) AS from_escrow,
         coalesce(sum(r.amount_fen) FILTER (WHERE r.status <> 'SUCCEEDED'), 0) AS on_its_way
    FROM refund r JOIN payment p ON p.id = r.payment_id GROUP BY p.order_id
"""
_ACCEPTED = """
  SELECT p.order_id, sum(m.amount_fen) AS fen
    FROM money_in m JOIN payment p ON p.number = m.payment_number
   WHERE m.outcome IN ('SEAT', 'ORDER') GROUP BY p.order_id
"""
# Of one order, asked for the few that gave something back: their sum must have gone back.
_KEPT = """(
  SELECT sum(k.amount_fen) FROM payment q JOIN money_in k ON k.payment_number = q.number
   WHERE q.order_id = o.id AND k.outcome IN ('SEAT', 'ORDER'))
  + coalesce((SELECT sum(t.amount_fen) FROM order_tender t WHERE t.order_id = o.id), 0)"""
_TENDERED = """
  SELECT order_id, sum(amount_fen) AS fen, sum(returned_fen) AS returned
    FROM order_tender GROUP BY order_id
"""
# What was parted of a settled order, less what was brought back.
_PARTED = """
  SELECT s.order_id, s.base_fen + s.shipping_fen - coalesce(sum(r.amount_fen), 0) AS fen
    FROM order_settlement s LEFT JOIN settlement_reversal r USING (order_id)
   GROUP BY s.order_id, s.base_fen, s.shipping_fen
"""
_BOOKED = "SELECT journal_id AS id, sum(amount) AS fen FROM transfer GROUP BY journal_id"
# Money of numbers that are nobody's order here is on its way under the number.
_STRAY = """
  SELECT 'number:' || payment_number AS owner, payment_number AS number, sum(amount_fen) AS fen
    FROM refund WHERE payment_id IS NULL AND status <> 'SUCCEEDED' GROUP BY payment_number
"""


def _held(kind: str, should: str, also: str = "") -> str:
    return f"""
      SELECT coalesce(o.number, a.owner) AS subject,
             format('holds %s fen, should hold %s', coalesce(a.balance, 0), coalesce(o.fen, 0))
               AS detail
        FROM (SELECT owner, balance FROM account WHERE kind = '{kind}') a
        FULL JOIN (
          SELECT orders.id::text AS owner, orders.number, {should} AS fen FROM orders
            LEFT JOIN ({_ACCEPTED}) accepted ON accepted.order_id = orders.id
            LEFT JOIN ({_RETURNED}) returned ON returned.order_id = orders.id
            LEFT JOIN ({_TENDERED}) tendered ON tendered.order_id = orders.id
            LEFT JOIN ({_PARTED}) parted ON parted.order_id = orders.id {also}) o
               USING (owner)
       WHERE coalesce(a.balance, 0) <> coalesce(o.fen, 0)
    """


OUTCOMES = {
    "ESCROW_HOLDS_WHAT_IT_SHOULD": _held(
        "ESCROW",
        "coalesce(accepted.fen, 0) - coalesce(returned.from_escrow, 0)"
        " + coalesce(tendered.fen - tendered.returned, 0) - coalesce(parted.fen, 0)",
    ),
    "IN_FLIGHT_HOLDS_WHAT_IT_SHOULD": _held(
        "IN_FLIGHT", "coalesce(returned.on_its_way, 0)", f"UNION ALL {_STRAY}"
    ),
    "SUSPENSE_HOLDS_WHAT_CASES_DO": """
      SELECT 'SUSPENSE' AS subject,
             format('holds %s fen, its cases %s', held.fen, cases.fen) AS detail
        FROM (SELECT coalesce(sum(balance), 0) AS fen FROM account WHERE kind = 'SUSPENSE') held,
             (SELECT coalesce(sum(m.amount_fen), 0) AS fen
                FROM payment_case c JOIN money_in m USING (reference)
               WHERE c.status = 'OPEN' AND m.currency = 'CNY') cases
       WHERE held.fen <> cases.fen
    """,
    "MONEY_HAS_ONE_OUTCOME": f"""
      SELECT m.reference AS subject,
             format('%s of %s fen: payment %s, order %s, seat %s, case %s of %s',
                    m.outcome, m.amount_fen, p.status, o.status, s.state, c.kind, c.payment_id)
               AS detail
        FROM money_in m LEFT JOIN payment p ON p.number = m.payment_number
        LEFT JOIN orders o ON o.id = p.order_id LEFT JOIN seat s ON s.order_id = o.id
        LEFT JOIN payment_case c ON c.reference = m.reference
       WHERE CASE m.outcome
         WHEN 'SEAT' THEN c.id IS NULL AND p.status = 'SUCCEEDED' AND p.reference = m.reference
           AND (s.state IN ('FILLED', 'WON')
                OR s.state IN ('RELEASED', 'LOST') AND o.refunded_fen = {_KEPT})
         WHEN 'ORDER' THEN c.id IS NULL AND p.status = 'SUCCEEDED' AND p.reference = m.reference
           AND o.kind <> 'TEAM' AND (o.status IN ('CONFIRMED', 'SHIPPED', 'COMPLETED')
                                    OR o.status = 'CLOSED' AND o.refunded_fen = {_KEPT})
         WHEN 'UNKNOWN' THEN c.kind = 'UNKNOWN' AND c.payment_id IS NULL
         ELSE c.kind = m.outcome AND c.payment_id = p.id AND p.status <> 'PENDING'
         END IS NOT TRUE
    """,
    "MONEY_IS_BOOKED": f"""
      SELECT m.reference AS subject,
             format('%s fen booked of %s %s', coalesce(b.fen, 0), m.amount_fen, m.currency)
               AS detail
        FROM money_in m
        LEFT JOIN journal j ON j.key = CASE WHEN m.outcome IN ('SEAT', 'ORDER')
          THEN 'pay:' || m.payment_number ELSE 'suspend:' || m.reference END
        LEFT JOIN ({_BOOKED}) b ON b.id = j.id
       WHERE b.fen IS DISTINCT FROM CASE WHEN m.currency = 'CNY' THEN m.amount_fen END
    """,
    "PAYMENT_HAS_ITS_MONEY": """
      SELECT p.number AS subject, format('SUCCEEDED by %s, which is %s', p.reference,
                                         coalesce(m.outcome, 'unknown')) AS detail
        FROM payment p LEFT JOIN money_in m
          ON m.reference = p.reference AND m.payment_number = p.number
       WHERE p.status = 'SUCCEEDED' AND (m.outcome IN ('SEAT', 'ORDER', 'LATE')) IS NOT TRUE
    """,
}

# What goes on: cases, and the refunds they and orders end in.
CASES = {
    "CASE_ENDS_AS_IT_SAYS": f"""
      SELECT c.reference AS subject,
             format('%s by %s of %s %s: refund of %s is %s, %s fen returned outside', c.status,
                    c.resolution, m.amount_fen, m.currency, r.amount_fen, r.status,
                    coalesce(b.fen, 0)) AS detail
        FROM payment_case c JOIN money_in m USING (reference)
        LEFT JOIN refund r ON r.id = c.refund_id
        LEFT JOIN journal j ON j.key = 'outside:' || c.reference
        LEFT JOIN ({_BOOKED}) b ON b.id = j.id
       WHERE CASE
         WHEN c.status = 'OPEN' THEN c.refund_id IS NULL AND j.id IS NULL
         WHEN c.resolution = 'REFUND' THEN j.id IS NULL AND r.source = 'SUSPENSE'
           AND (r.payment_number, r.amount_fen) = (m.payment_number, m.amount_fen)
           AND r.payment_id IS NOT DISTINCT FROM c.payment_id AND m.currency = 'CNY'
           AND (c.status = 'RESOLVED') = (r.status = 'SUCCEEDED')
         ELSE c.status = 'RESOLVED' AND c.refund_id IS NULL
           AND b.fen IS NOT DISTINCT FROM CASE WHEN m.currency = 'CNY' THEN m.amount_fen END
         END IS NOT TRUE
    """,
    "REFUND_HAS_ITS_CAUSE": """
      SELECT r.number AS subject, format('of %s, case %s, payment %s', r.source, c.reference,
                                         p.number) AS detail
        FROM refund r LEFT JOIN payment p ON p.id = r.payment_id
        LEFT JOIN payment_case c ON c.refund_id = r.id
       WHERE CASE r.source WHEN 'ESCROW' THEN p.id IS NOT NULL AND c.id IS NULL
                           ELSE c.id IS NOT NULL END IS NOT TRUE
          OR p.number <> r.payment_number
    """,
    "REFUNDS_WITHIN_MONEY": """
      SELECT r.payment_number AS subject,
             format('%s fen refunded of %s', r.fen, coalesce(m.fen, 0)) AS detail
        FROM (SELECT payment_number, sum(amount_fen) AS fen FROM refund
               GROUP BY payment_number) r
        LEFT JOIN (SELECT payment_number, sum(amount_fen) AS fen FROM money_in
                    WHERE currency = 'CNY' GROUP BY payment_number) m USING (payment_number)
       WHERE r.fen > coalesce(m.fen, 0)
    """,
    "REFUND_IS_BOOKED": f"""
      SELECT r.number AS subject, format('%s of %s fen: %s promised, %s returned', r.status,
               r.amount_fen, coalesce(asked.fen, 0), coalesce(done.fen, 0)) AS detail
        FROM refund r
        LEFT JOIN journal ja ON ja.key = 'refund:' || r.number
        LEFT JOIN journal jd ON jd.key = 'refunded:' || r.number
        LEFT JOIN ({_BOOKED}) asked ON asked.id = ja.id
        LEFT JOIN ({_BOOKED}) done ON done.id = jd.id
       WHERE asked.fen IS DISTINCT FROM r.amount_fen
          OR done.fen IS DISTINCT FROM CASE WHEN r.status = 'SUCCEEDED' THEN r.amount_fen END
    """,
    "ORDER_COUNTS_ITS_REFUNDS": f"""
      SELECT o.number AS subject, format('counts %s fen, refunds and returns from escrow are %s',
               o.refunded_fen, coalesce(r.from_escrow, 0) + coalesce(t.returned, 0)) AS detail
        FROM orders o LEFT JOIN ({_RETURNED}) r ON r.order_id = o.id
        LEFT JOIN ({_TENDERED}) t ON t.order_id = o.id
       WHERE o.refunded_fen <> coalesce(r.from_escrow, 0) + coalesce(t.returned, 0)
    """,
}

# The provider's statements: each line met what is here, or a human was told.
STATEMENTS = {
    "STATED_LINE_IS_HERE": """
      SELECT l.key AS subject, format('%s: %s fen of %s, here %s of %s', l.result, l.amount_fen,
               l.payment_number, coalesce(m.amount_fen, r.amount_fen, w.amount_fen),
               coalesce(m.payment_number, r.payment_number, w.number)) AS detail
        FROM statement_line l
        LEFT JOIN money_in m ON l.kind = 'PAYMENT' AND m.reference = l.reference
        LEFT JOIN refund r ON l.kind = 'REFUND' AND r.number = l.number
        LEFT JOIN withdrawal w ON l.kind = 'PAYOUT' AND w.number = l.number
       WHERE CASE WHEN l.result = 'DISCREPANT' THEN EXISTS (
           SELECT 1 FROM discrepancy d
            WHERE d.kind IN ('MONEY_DIFFERS', 'REFUND_DIFFERS', 'REFUND_UNKNOWN_HERE',
                             'PAYOUT_DIFFERS', 'PAYOUT_UNKNOWN_HERE')
              AND (d.subject, d.there_fen) = (CASE l.kind WHEN 'PAYMENT' THEN l.reference
                                                          ELSE l.number END, l.amount_fen))
         WHEN l.kind = 'PAYMENT' THEN (m.payment_number, m.amount_fen, m.currency)
           = (l.payment_number, l.amount_fen, l.currency)
         WHEN l.kind = 'PAYOUT' THEN w.status = 'PAID' AND l.currency = 'CNY'
           AND w.amount_fen - w.fee_fen - w.tax_fen = l.amount_fen
         ELSE r.status = 'SUCCEEDED' AND l.currency = 'CNY'
           AND (r.payment_number, r.amount_fen) = (l.payment_number, l.amount_fen)
         END IS NOT TRUE
    """,
    "DAY_COUNTS_ITS_LINES": """
      SELECT d.day AS subject, format('counts %s lines and %s recovered, has %s and %s', d.lines,
               d.recovered, coalesce(l.lines, 0), coalesce(l.recovered, 0)) AS detail
        FROM reconciliation d LEFT JOIN (
          SELECT day, count(*) AS lines, count(*) FILTER (WHERE result = 'RECOVERED') AS recovered
            FROM statement_line GROUP BY day) l USING (day)
       WHERE d.state = 'DONE'
         AND (d.lines, d.recovered) <> (coalesce(l.lines, 0), coalesce(l.recovered, 0))
    """,
    # What came here while the day was under way may have come too late to be seen.
    "DAY_TOLD_WHAT_IS_MISSING_THERE": """
      SELECT mine.subject, format('of %s in no statement, and nobody was told', d.day) AS detail
        FROM reconciliation d CROSS JOIN LATERAL (
          SELECT 'PAYMENT:' || m.reference AS key, m.reference AS subject FROM money_in m
           WHERE (m.paid_at AT TIME ZONE 'Asia/Shanghai')::date = d.day
             AND m.recorded_at < d.begun_at
          UNION ALL
          SELECT 'REFUND:' || r.number, r.number
            FROM refund r JOIN journal j ON j.key = 'refunded:' || r.number
           WHERE (r.succeeded_at AT TIME ZONE 'Asia/Shanghai')::date = d.day
             AND j.posted_at < d.begun_at
          UNION ALL
          SELECT 'PAYOUT:' || w.number, w.number
            FROM withdrawal w JOIN journal j ON j.key = 'withdrawn:' || w.id
           WHERE w.status = 'PAID' AND j.posted_at < d.begun_at
             AND (w.ended_at AT TIME ZONE 'Asia/Shanghai')::date = d.day) mine
        LEFT JOIN statement_line l USING (key)
        LEFT JOIN discrepancy k ON k.subject = mine.subject
       WHERE d.state = 'DONE' AND l.key IS NULL AND k.id IS NULL
    """,
}

MONEY = OUTCOMES | CASES | STATEMENTS
