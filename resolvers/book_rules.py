"""Which sentences about money, seats and stock must be true: each asks for what breaks it."""
# ruff: noqa: S608 - what is put together here is written here; no word of it comes from outside

_MOVED = """
  SELECT a.*, a.kind || ' ' || a.owner || ' ' || a.unit AS name, coalesce(m.moved, 0) AS moved
    FROM account a LEFT JOIN (
      SELECT id, sum(amount)::bigint AS moved FROM (
        SELECT credit_id AS id, amount FROM transfer
        UNION ALL SELECT debit_id, -amount FROM transfer) side GROUP BY id) m USING (id)
"""

LEDGER = {
    "UNITS_SUM_TO_ZERO": f"""
      SELECT unit AS subject,
             'all accounts sum to ' || sum(CASE WHEN tracked THEN balance ELSE moved END) AS detail
        FROM ({_MOVED}) a GROUP BY unit
      HAVING sum(CASE WHEN tracked THEN balance ELSE moved END) <> 0
    """,
    "BALANCE_EQUALS_TRANSFERS": f"""
      SELECT name AS subject, format('balance %s, transfers %s', balance, moved) AS detail
        FROM ({_MOVED}) a WHERE balance <> CASE WHEN tracked THEN moved ELSE 0 END
    """,
    "FLOOR_HOLDS": f"""
      SELECT name AS subject, 'balance ' || balance AS detail
        FROM ({_MOVED}) a WHERE floored AND least(balance, moved) < 0
    """,
    "ACCOUNT_OF_ITS_KIND": """
      SELECT a.kind || ' ' || a.owner AS subject,
             format('floored %s, tracked %s', a.floored, a.tracked) AS detail
        FROM account a LEFT JOIN account_kind k USING (kind)
       WHERE (a.floored, a.tracked) IS DISTINCT FROM (k.floored, k.tracked)
    """,
    "TRANSFER_OF_ONE_UNIT": """
      SELECT j.key AS subject, format('%s between %s and %s', t.unit, d.unit, c.unit) AS detail
        FROM transfer t JOIN journal j ON j.id = t.journal_id
        JOIN account d ON d.id = t.debit_id JOIN account c ON c.id = t.credit_id
       WHERE t.unit <> d.unit OR t.unit <> c.unit
    """,
    "JOURNAL_MOVES_SOMETHING": """
      SELECT j.key AS subject, 'no transfer' AS detail
        FROM journal j LEFT JOIN transfer t ON t.journal_id = j.id WHERE t.journal_id IS NULL
    """,
}

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
_BOOKED = "SELECT journal_id AS id, sum(amount) AS fen FROM transfer GROUP BY journal_id"


def _held(kind: str, should: str) -> str:
    return f"""
      SELECT coalesce(o.number, a.owner) AS subject,
             format('holds %s fen, should hold %s', coalesce(a.balance, 0), coalesce(o.fen, 0))
               AS detail
        FROM (SELECT owner, balance FROM account WHERE kind = '{kind}') a
        FULL JOIN (
          SELECT orders.id::text AS owner, orders.number, {should} AS fen FROM orders
            LEFT JOIN ({_ACCEPTED}) accepted ON accepted.order_id = orders.id
            LEFT JOIN ({_RETURNED}) returned ON returned.order_id = orders.id) o USING (owner)
       WHERE coalesce(a.balance, 0) <> coalesce(o.fen, 0)
    """


MONEY = {
    "ESCROW_HOLDS_WHAT_IT_SHOULD": _held(
        "ESCROW", "coalesce(accepted.fen, 0) - coalesce(returned.from_escrow, 0)"
    ),
    "IN_FLIGHT_HOLDS_WHAT_IT_SHOULD": _held("IN_FLIGHT", "coalesce(returned.on_its_way, 0)"),
    "SUSPENSE_HOLDS_WHAT_CASES_DO": """
      SELECT 'SUSPENSE' AS subject,
             format('holds %s fen, its cases %s', held.fen, cases.fen) AS detail
        FROM (SELECT coalesce(sum(balance), 0) AS fen FROM account WHERE kind = 'SUSPENSE') held,
             (SELECT coalesce(sum(m.amount_fen), 0) AS fen
                FROM payment_case c JOIN money_in m USING (reference)
               WHERE c.refund_id IS NULL) cases
       WHERE held.fen <> cases.fen
    """,
    "MONEY_HAS_ONE_OUTCOME": """
      SELECT m.reference AS subject,
             format('%s of %s fen: payment %s, order %s, seat %s, case %s, its refund %s',
                    m.outcome, m.amount_fen, p.status, o.status, s.state, c.kind, r.amount_fen)
               AS detail
        FROM money_in m LEFT JOIN payment p ON p.number = m.payment_number
        LEFT JOIN orders o ON o.id = p.order_id LEFT JOIN seat s ON s.order_id = o.id
        LEFT JOIN payment_case c ON c.reference = m.reference
        LEFT JOIN refund r ON r.id = c.refund_id
       WHERE CASE m.outcome
         WHEN 'SEAT' THEN c.id IS NULL AND p.status = 'SUCCEEDED' AND p.reference = m.reference
           AND (s.state IN ('FILLED', 'WON')
                OR s.state IN ('RELEASED', 'LOST') AND o.refunded_fen = m.amount_fen)
         WHEN 'ORDER' THEN c.id IS NULL AND p.status = 'SUCCEEDED' AND p.reference = m.reference
           AND o.kind = 'SOLO' AND (o.status IN ('CONFIRMED', 'SHIPPED', 'COMPLETED')
                                    OR o.status = 'CLOSED' AND o.refunded_fen = m.amount_fen)
         WHEN 'UNKNOWN' THEN c.kind = 'UNKNOWN'
         ELSE c.kind = m.outcome AND c.payment_id = p.id AND p.status <> 'PENDING'
           AND r.payment_id = p.id AND r.source = 'SUSPENSE' AND r.amount_fen = m.amount_fen
         END IS NOT TRUE
    """,
    "MONEY_IS_BOOKED": f"""
      SELECT m.reference AS subject,
             format('%s fen booked of %s', coalesce(b.fen, 0), m.amount_fen) AS detail
        FROM money_in m
        LEFT JOIN journal j ON j.key = CASE WHEN m.outcome IN ('SEAT', 'ORDER')
          THEN 'pay:' || m.payment_number ELSE 'suspend:' || m.reference END
        LEFT JOIN ({_BOOKED}) b ON b.id = j.id
       WHERE b.fen IS DISTINCT FROM m.amount_fen
    """,
    "PAYMENT_HAS_ITS_MONEY": """
      SELECT p.number AS subject, format('SUCCEEDED by %s, which is %s', p.reference,
                                         coalesce(m.outcome, 'unknown')) AS detail
        FROM payment p LEFT JOIN money_in m
          ON m.reference = p.reference AND m.payment_number = p.number
       WHERE p.status = 'SUCCEEDED' AND (m.outcome IN ('SEAT', 'ORDER', 'LATE')) IS NOT TRUE
    """,
    "REFUNDS_WITHIN_MONEY": """
      SELECT p.number AS subject,
             format('%s fen refunded of %s', r.fen, coalesce(m.fen, 0)) AS detail
        FROM (SELECT payment_id, sum(amount_fen) AS fen FROM refund GROUP BY payment_id) r
        JOIN payment p ON p.id = r.payment_id
        LEFT JOIN (SELECT payment_number, sum(amount_fen) AS fen FROM money_in
                    GROUP BY payment_number) m ON m.payment_number = p.number
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
      SELECT o.number AS subject, format('counts %s fen, refunds from escrow are %s',
               o.refunded_fen, coalesce(r.from_escrow, 0)) AS detail
        FROM orders o LEFT JOIN ({_RETURNED}) r ON r.order_id = o.id
       WHERE o.refunded_fen <> coalesce(r.from_escrow, 0)
    """,
}

SEATS = {
    "TEAM_COUNTS_ITS_SEATS": """
      SELECT t.code AS subject, format('counts %s held and %s filled, has %s and %s',
               t.seats_held, t.seats_filled, coalesce(s.held, 0), coalesce(s.filled, 0)) AS detail
        FROM team t LEFT JOIN (
          SELECT team_id, count(*) FILTER (WHERE state = 'HELD') AS held,
                 count(*) FILTER (WHERE state IN ('FILLED', 'WON', 'LOST')) AS filled
            FROM seat GROUP BY team_id) s ON s.team_id = t.id
       WHERE (t.seats_held, t.seats_filled) <> (coalesce(s.held, 0), coalesce(s.filled, 0))
    """,
    "SEAT_ORDER_AND_PAYMENT_AGREE": """
      SELECT o.number AS subject,
             format('order %s, payment %s, seat %s', o.status, p.status, s.state) AS detail
        FROM orders o LEFT JOIN seat s ON s.order_id = o.id
        LEFT JOIN payment p ON p.order_id = o.id AND p.purpose = 'FULL'
       WHERE CASE
         WHEN (o.kind = 'TEAM') <> (s.id IS NOT NULL) THEN false
         WHEN s.team_id <> o.team_id OR s.person_id <> o.person_id THEN false
         WHEN o.status = 'AWAITING_PAYMENT'
           THEN p.status = 'PENDING' AND coalesce(s.state, 'HELD') = 'HELD'
         WHEN o.status = 'CLOSED' THEN p.status <> 'PENDING'
           AND coalesce(s.state, 'RELEASED') IN ('RELEASED', 'LOST')
         ELSE p.status = 'SUCCEEDED' AND coalesce(s.state, 'FILLED') IN ('FILLED', 'WON')
         END IS NOT TRUE
    """,
    "TEAM_AND_ORDER_AGREE": """
      SELECT o.number AS subject, format('order %s in a team %s', o.status, t.status) AS detail
        FROM orders o JOIN team t ON t.id = o.team_id
       WHERE NOT CASE
         WHEN o.status = 'CLOSED' THEN true
         WHEN o.status IN ('AWAITING_PAYMENT', 'PAID') THEN t.status = 'OPEN'
         ELSE t.status IN ('FORMED', 'DRAWING', 'SETTLED') END
    """,
    "TEAM_TOLD_EVERY_VERSION": """
      SELECT t.code AS subject, format('version %s, told %s from %s to %s', t.version,
               coalesce(told.times, 0), told.first, told.last) AS detail
        FROM team t LEFT JOIN (
          SELECT topic, count(*) AS times, count(DISTINCT version) AS versions,
                 min(version) AS first, max(version) AS last
            FROM outbox WHERE topic LIKE 'team:%' GROUP BY topic) told
          ON told.topic = 'team:' || t.id
       WHERE (told.times, told.versions, told.first, told.last)
             IS DISTINCT FROM (t.version, t.version, 1::bigint, t.version)
    """,
    "POSITIONS_HAVE_NO_GAP": """
      SELECT 'outbox' AS subject,
             format('relay at %s, %s placed, last %s', r.position, o.placed, o.last) AS detail
        FROM relay r, (SELECT count(position) AS placed, coalesce(max(position), 0) AS last
                         FROM outbox) o
       WHERE (r.position, o.last) <> (o.placed, o.placed)
    """,
}

STOCK = {
    "CAMPAIGN_STOCK_IS_IN_LIVE_ORDERS": """
      SELECT concat_ws(' ', campaign_id, sku_id) AS subject,
             format('%s taken, %s in live orders', c.taken, coalesce(live.pieces, 0)) AS detail
        FROM campaign_sku c FULL JOIN (
          SELECT campaign_id, sku_id, sum(quantity) AS pieces FROM orders
           WHERE kind = 'TEAM' AND status <> 'CLOSED' GROUP BY campaign_id, sku_id) live
          USING (campaign_id, sku_id)
       WHERE c.taken IS DISTINCT FROM coalesce(live.pieces, 0)
    """,
    "SHELF_STOCK_IS_SOLD_OR_SET_ASIDE": """
      SELECT k.id AS subject, format('%s taken, %s in live solo orders, %s set aside', k.taken,
               coalesce(solo.pieces, 0), coalesce(aside.pieces, 0)) AS detail
        FROM sku k
        LEFT JOIN (SELECT sku_id, sum(quantity) AS pieces FROM orders
                    WHERE kind = 'SOLO' AND status <> 'CLOSED' GROUP BY sku_id) solo
          ON solo.sku_id = k.id
        LEFT JOIN (SELECT cs.sku_id, sum(cs.stock) AS pieces FROM campaign_sku cs
                     JOIN campaign c ON c.id = cs.campaign_id WHERE c.status <> 'DRAFT'
                    GROUP BY cs.sku_id) aside ON aside.sku_id = k.id
       WHERE k.taken <> coalesce(solo.pieces, 0) + coalesce(aside.pieces, 0)
    """,
    "PURCHASES_ARE_COUNTED": """
      SELECT concat_ws(' ', campaign_id, person_id) AS subject,
             format('counts %s, has %s', coalesce(n.taken, 0), coalesce(live.seats, 0)) AS detail
        FROM purchase_count n FULL JOIN (
          SELECT t.campaign_id, s.person_id, count(*) AS seats
            FROM seat s JOIN team t ON t.id = s.team_id WHERE s.state <> 'RELEASED'
           GROUP BY t.campaign_id, s.person_id) live USING (campaign_id, person_id)
       WHERE coalesce(n.taken, 0) <> coalesce(live.seats, 0)
    """,
}

RULES = LEDGER | MONEY | SEATS | STOCK
