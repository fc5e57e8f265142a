"""Which sentences about points and dividends must be true: each asks for what breaks it."""
# ruff: noqa: S608 - what is put together here is written here; no word of it comes from outside

_USES = """
  SELECT u.lot_id, sum(u.points - u.returned) AS used,
         coalesce(sum(u.points - u.returned) FILTER (WHERE r.spent_at IS NULL), 0) AS waiting
    FROM lot_use u JOIN redemption r ON r.order_id = u.order_id GROUP BY u.lot_id
"""


def _booked(kind: str, unit: str) -> str:
    """Return what journals of a kind moved in a unit, by their cause."""
    return f"""
      SELECT j.cause, sum(t.amount) AS amount FROM journal j
        JOIN transfer t ON t.journal_id = j.id AND t.unit = '{unit}'
       WHERE j.kind = '{kind}' GROUP BY j.cause
    """


POINTS = {
    "POINTS_ARE_IN_LOTS": """
      SELECT coalesce(a.owner, l.owner) AS subject, format('holds %s points, lots have %s left',
               coalesce(a.balance, 0), coalesce(l.points, 0)) AS detail
        FROM (SELECT owner, balance FROM account WHERE kind = 'POINTS' AND unit = 'PTS') a
        FULL JOIN (SELECT person_id::text AS owner, sum("left") AS points FROM point_lot
                    GROUP BY person_id) l ON l.owner = a.owner
       WHERE coalesce(a.balance, 0) <> coalesce(l.points, 0)
    """,
    # What is left is covered, and what pays for an order until that is paid in full.
    "POINTS_ARE_COVERED": f"""
      SELECT coalesce(l.id::text, a.owner) AS subject, format('holds %s fen for %s points',
               coalesce(a.balance, 0), l."left" + coalesce(u.waiting, 0)) AS detail
        FROM (SELECT owner, balance FROM account WHERE kind = 'POINTS_RESERVE') a
        FULL JOIN point_lot l ON l.id::text = a.owner
        LEFT JOIN ({_USES}) u ON u.lot_id = l.id
       WHERE coalesce(a.balance, 0) <> coalesce(
         (l."left" + coalesce(u.waiting, 0)) * (l.reserve_fen / l.points), 0)
    """,
    "LOT_COUNTS_WHERE_POINTS_WENT": f"""
      SELECT l.id AS subject, format('counts %s used and %s expired, has %s and %s', l.used,
               l.expired, coalesce(u.used, 0), coalesce(e.amount, 0)) AS detail
        FROM point_lot l LEFT JOIN ({_USES}) u ON u.lot_id = l.id
        LEFT JOIN ({_booked("POINTS_EXPIRED", "PTS")}) e ON e.cause = l.id::text
       WHERE (l.used, l.expired) <> (coalesce(u.used, 0), coalesce(e.amount, 0))
    """,
    "REDEMPTION_IS_ITS_LOTS": """
      SELECT r.order_id AS subject, format('%s points and %s returned, of lots %s and %s', r.points,
               r.returned, coalesce(u.points, 0), coalesce(u.returned, 0)) AS detail
        FROM redemption r LEFT JOIN (
          SELECT order_id, sum(points) AS points, sum(returned) AS returned FROM lot_use
           GROUP BY order_id) u USING (order_id)
       WHERE (r.points, r.returned) <> (coalesce(u.points, 0), coalesce(u.returned, 0))
    """,
    "REDEMPTION_AND_ORDER_AGREE": """
      SELECT o.number AS subject, format('%s order %s, %s of %s points returned, spent %s', o.kind,
               o.status, r.returned, r.points, r.spent_at IS NOT NULL) AS detail
        FROM orders o FULL JOIN redemption r ON r.order_id = o.id
        LEFT JOIN mall_item i ON i.id = r.item_id
       WHERE (o.kind = 'POINTS' OR r.order_id IS NOT NULL) AND CASE
         WHEN o.kind <> 'POINTS' OR (i.sku_id, i.merchant_id) <> (o.sku_id, o.merchant_id)
           THEN false
         WHEN o.status = 'AWAITING_PAYMENT' THEN r.spent_at IS NULL AND r.returned = 0
         WHEN o.status = 'CLOSED' THEN r.returned = r.points
         ELSE r.spent_at IS NOT NULL END IS NOT TRUE
    """,
    "REDEMPTION_IS_BOOKED": f"""
      SELECT r.order_id AS subject, format('%s points, %s returned: booked %s and %s', r.points,
               r.returned, coalesce(paid.amount, 0), coalesce(back.amount, 0)) AS detail
        FROM redemption r
        LEFT JOIN ({_booked("REDEEMED", "PTS")}) paid ON paid.cause = r.order_id::text
        LEFT JOIN ({_booked("POINTS_RETURNED", "PTS")}) back ON back.cause = r.order_id::text
        LEFT JOIN journal spent ON spent.key = 'spend:' || r.order_id
       WHERE (r.points, r.returned) <> (coalesce(paid.amount, 0), coalesce(back.amount, 0))
          OR (r.spent_at IS NULL) <> (spent.id IS NULL)
    """,
    "MALL_STOCK_IS_IN_LIVE_ORDERS": """
      SELECT i.id AS subject, format('%s taken, %s in live orders', i.taken,
               coalesce(live.pieces, 0)) AS detail
        FROM mall_item i LEFT JOIN (
          SELECT r.item_id, sum(o.quantity - o.pieces_let_go) AS pieces FROM redemption r
            JOIN orders o ON o.id = r.order_id WHERE o.status <> 'CLOSED' GROUP BY r.item_id) live
          ON live.item_id = i.id
       WHERE i.taken <> coalesce(live.pieces, 0)
    """,
}

DIVIDENDS = {
    "DIVIDEND_IS_ITS_PAYOUTS": """
      SELECT d.id AS subject, format('%s holders of %s shares, %s fen before those left over, %s '
               'paid; payouts are %s, %s, %s, %s', d.holders, d.listed_shares, d.floors_fen,
               d.paid_fen, p.holders, p.shares, p.floors, p.paid) AS detail
        FROM dividend_period d CROSS JOIN LATERAL (
          SELECT count(*) AS holders, coalesce(sum(shares), 0) AS shares,
                 coalesce(sum(floor_fen), 0) AS floors, coalesce(sum(amount_fen), 0) AS paid
            FROM dividend_payout WHERE period_id = d.id) p
       WHERE (d.holders, d.listed_shares, d.floors_fen, d.paid_fen)
             <> (p.holders, p.shares, p.floors, p.paid)
    """,
    # As many holders up to the cut as there are fen left over, and to each of those paid one more.
    "DIVIDEND_LEFT_OVER_GOES_TO_THE_LARGEST": """
      SELECT d.id AS subject, format('%s fen left over, %s holders up to the cut, %s paid amiss',
               d.pool_fen - d.floors_fen, p.up_to, p.amiss) AS detail
        FROM dividend_period d CROSS JOIN LATERAL (
          SELECT count(*) FILTER (WHERE extra) AS up_to,
                 count(*) FILTER (WHERE amount_fen <> floor_fen + extra::integer) AS amiss
            FROM (SELECT amount_fen, floor_fen, coalesce(remainder > d.cut_remainder
                    OR (remainder = d.cut_remainder AND person_id <= d.cut_person_id), false)
                    AS extra
                    FROM dividend_payout WHERE period_id = d.id) each) p
       WHERE d.listed_at IS NOT NULL AND (p.up_to <> d.pool_fen - d.floors_fen OR p.amiss > 0)
    """,
    "DIVIDEND_POOL_HOLDS_WHAT_IS_DUE": """
      SELECT coalesce(d.id::text, a.owner) AS subject, format('%s: holds %s fen, %s of %s paid',
               d.status, coalesce(a.balance, 0), d.paid_fen, d.pool_fen) AS detail
        FROM dividend_period d
        FULL JOIN (SELECT owner, balance FROM account WHERE kind = 'DIVIDEND_POOL') a
          ON a.owner = d.id::text
       WHERE coalesce(a.balance, 0) <> CASE WHEN d.posted_at IS NULL THEN 0
                                            ELSE d.pool_fen - d.paid_fen END
    """,
    "DIVIDEND_IS_BOOKED": f"""
      SELECT d.id AS subject, format('%s, pool %s fen, %s paid: booked %s and %s', d.status,
               d.pool_fen, d.paid_fen, posted.amount, coalesce(paid.amount, 0)) AS detail
        FROM dividend_period d
        LEFT JOIN ({_booked("DIVIDEND", "CNY")}) posted ON posted.cause = d.id::text
        LEFT JOIN ({_booked("DIVIDEND_PAID", "CNY")}) paid ON paid.cause = d.id::text
       WHERE posted.amount IS DISTINCT FROM CASE WHEN d.posted_at IS NOT NULL THEN d.pool_fen END
          OR d.paid_fen <> coalesce(paid.amount, 0)
    """,
    "PAYOUT_IS_BOOKED": """
      SELECT p.id AS subject, format('%s fen paid, booked %s', p.amount_fen, b.amount) AS detail
        FROM dividend_payout p
        LEFT JOIN journal j ON j.key = 'dividend:' || p.period_id || ':' || p.person_id
        LEFT JOIN LATERAL (SELECT sum(amount) AS amount FROM transfer
                            WHERE journal_id = j.id) b ON true
       WHERE nullif(p.amount_fen, 0) IS DISTINCT FROM b.amount
    """,
}

POINT_RULES = POINTS | DIVIDENDS
