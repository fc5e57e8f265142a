"""Which sentences about money, seats and stock must be true: each asks for what breaks it."""
# ruff: noqa: S608 - what is put together here is written here; no word of it comes from outside

from resolvers.after_sale_rules import AFTER_SALES
from resolvers.award_rules import AWARDS
from resolvers.budget_rules import BUDGETS
from resolvers.commission_rules import COMMISSIONS, SETTLEMENTS
from resolvers.distributor_rules import DISTRIBUTORS
from resolvers.draw_rules import DRAWS
from resolvers.money_rules import MONEY
from resolvers.point_rules import POINT_RULES
from resolvers.relation_rules import RELATIONS
from resolvers.release_rules import REWARDS
from resolvers.selling_rules import SELLING
from resolvers.shipping_rules import SHIPPING
from resolvers.talk_rules import TALK
from resolvers.tender_rules import TENDERS
from resolvers.withdrawal_rules import WITHDRAWALS

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
         -- What its buyer's accounts pay all of, or costs nothing, has no payment.
         WHEN o.status = 'CLOSED' THEN coalesce(p.status, 'SUCCEEDED') <> 'PENDING'
           -- Goods let go before shipping leave the seat where it was: its team formed by it.
           AND (coalesce(s.state, 'RELEASED') IN ('RELEASED', 'LOST')
                OR o.close_reason = 'REFUNDED' AND s.state IN ('FILLED', 'WON'))
         ELSE coalesce(p.status, 'SUCCEEDED') = 'SUCCEEDED'
           AND coalesce(s.state, 'FILLED') IN ('FILLED', 'WON')
         END IS NOT TRUE
    """,
    "TEAM_AND_ORDER_AGREE": """
      SELECT o.number AS subject, format('order %s in a team %s', o.status, t.status) AS detail
        FROM orders o JOIN team t ON t.id = o.team_id
       WHERE NOT CASE
         WHEN o.status = 'CLOSED' THEN true
         WHEN o.status = 'AWAITING_PAYMENT' THEN t.status = 'OPEN'
         -- A draw, or the price that was reached, stands between forming and what is to be shipped.
         WHEN o.status = 'PAID' THEN t.status = 'OPEN' OR t.kind IN ('LOTTERY', 'TRIAL', 'SUPER')
           AND t.status IN ('FORMED', 'DRAWING')
         ELSE t.status IN ('FORMED', 'DRAWING', 'SETTLED') END
    """,
    # What is trimmed is counted on the topic, which goes with the last entry of an ended team.
    "TEAM_TOLD_EVERY_VERSION": """
      SELECT t.code AS subject, format('version %s, trimmed to %s, told %s from %s to %s',
               t.version, coalesce(topic.trimmed, 0), coalesce(told.times, 0), told.first,
               told.last) AS detail
        FROM team t CROSS JOIN relay r LEFT JOIN topic ON topic.name = 'team:' || t.id LEFT JOIN (
          SELECT topic, count(*) AS times, count(DISTINCT version) AS versions,
                 min(version) AS first, max(version) AS last
            FROM outbox WHERE topic LIKE 'team:%' GROUP BY topic) told
          ON told.topic = 'team:' || t.id
       WHERE NOT CASE
         WHEN told.times IS NULL AND topic.name IS NULL
           THEN coalesce(t.status IN ('SETTLED', 'FAILED', 'CANCELLED')
                         AND coalesce(t.ended_at, t.settled_at) < r.kept_since, false)
         WHEN told.times IS NULL THEN topic.trimmed = t.version
         ELSE (told.first, told.last, told.times, told.versions)
              = (coalesce(topic.trimmed, 0) + 1, t.version, told.last - told.first + 1, told.times)
         END
    """,
    "POSITIONS_HAVE_NO_GAP": """
      SELECT 'outbox' AS subject, format('relay at %s, trimmed to %s, %s placed from %s to %s',
               r.position, r.trimmed, o.placed, o.first, o.last) AS detail
        FROM relay r, (SELECT count(position) AS placed, min(position) AS first,
                              max(position) AS last FROM outbox) o
       WHERE (r.position - r.trimmed, coalesce(o.first, r.trimmed + 1), coalesce(o.last, r.trimmed))
             <> (o.placed, r.trimmed + 1, r.position)
    """,
}

STOCK = {
    "CAMPAIGN_STOCK_IS_IN_LIVE_ORDERS": """
      SELECT concat_ws(' ', campaign_id, sku_id) AS subject,
             format('%s taken, %s in live orders or kept by teams', c.taken,
                    coalesce(live.pieces, 0)) AS detail
        FROM campaign_sku c FULL JOIN (
          SELECT campaign_id, sku_id, sum(pieces) AS pieces FROM (
            SELECT o.campaign_id, o.sku_id, o.quantity - o.pieces_let_go AS pieces
              FROM orders o JOIN team t ON t.id = o.team_id
             WHERE o.status <> 'CLOSED' AND t.kind NOT IN ('SECKILL', 'LOTTERY', 'TRIAL')
            UNION ALL
            SELECT t.campaign_id, kept.sku_id, t.size
              FROM team t JOIN campaign_sku kept ON kept.campaign_id = t.campaign_id
             WHERE t.kind = 'SECKILL' AND t.status NOT IN ('FAILED', 'CANCELLED')
            UNION ALL
            SELECT t.campaign_id, kept.sku_id, (t.terms->'draw'->>'winners')::bigint
              FROM team t JOIN campaign_sku kept ON kept.campaign_id = t.campaign_id
             WHERE t.terms->'draw'->>'scope' = 'TEAM' AND t.status NOT IN ('FAILED', 'CANCELLED')
            UNION ALL
            SELECT c.id, kept.sku_id, CASE WHEN d.settled_at IS NULL AND b.closed_at IS NULL
                     THEN (c.terms->'draw'->>'winners')::bigint
                     ELSE (SELECT count(*) FROM award WHERE award.campaign_id = c.id) END
              FROM budget b JOIN campaign c ON c.id = b.campaign_id
              JOIN campaign_sku kept ON kept.campaign_id = c.id
              LEFT JOIN draw d ON d.campaign_id = c.id AND d.team_id IS NULL
             WHERE c.terms->'draw'->>'scope' = 'CAMPAIGN') each
           GROUP BY campaign_id, sku_id) live
          USING (campaign_id, sku_id)
       WHERE c.taken IS DISTINCT FROM coalesce(live.pieces, 0)
    """,
    "SHELF_STOCK_IS_SOLD_OR_SET_ASIDE": """
      SELECT k.id AS subject, format('%s taken, %s in live solo orders, %s set aside and %s for '
               'points', k.taken, coalesce(solo.pieces, 0), coalesce(aside.pieces, 0),
               coalesce(mall.pieces, 0)) AS detail
        FROM sku k
        LEFT JOIN (SELECT sku_id, sum(quantity - pieces_let_go) AS pieces
                     FROM orders
                    WHERE kind = 'SOLO' AND status <> 'CLOSED' GROUP BY sku_id) solo
          ON solo.sku_id = k.id
        LEFT JOIN (SELECT cs.sku_id, sum(cs.stock) AS pieces FROM campaign_sku cs
                     JOIN campaign c ON c.id = cs.campaign_id WHERE c.status <> 'DRAFT'
                    GROUP BY cs.sku_id) aside ON aside.sku_id = k.id
        LEFT JOIN (SELECT sku_id, sum(stock) AS pieces FROM mall_item GROUP BY sku_id) mall
          ON mall.sku_id = k.id
       WHERE k.taken
             <> coalesce(solo.pieces, 0) + coalesce(aside.pieces, 0) + coalesce(mall.pieces, 0)
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

RULES = (
    RELATIONS
    | LEDGER
    | MONEY
    | SEATS
    | STOCK
    | DRAWS
    | AFTER_SALES
    | TENDERS
    | REWARDS
    | POINT_RULES
    | AWARDS
    | BUDGETS
    | WITHDRAWALS
    | SETTLEMENTS
    | COMMISSIONS
    | SHIPPING
    | DISTRIBUTORS
    | TALK
    | SELLING
)
