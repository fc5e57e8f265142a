"""What must be true of prices reached, funds released and reports: each asks for what breaks it."""

LADDER = {
    "EVERYBODY_PAYS_THE_PRICE_REACHED": """
      SELECT o.number AS subject,
             format('order %s of %s fen in a team %s of %s, rebate %s at %s fen from %s, back %s',
               o.status, o.total_fen, t.status, t.seats_filled, r.amount_fen, r.price_fen,
               r.rung_size, o.refunded_fen) AS detail
        FROM orders o JOIN team t ON t.id = o.team_id
        LEFT JOIN rebate r ON r.order_id = o.id
        LEFT JOIN LATERAL (
          SELECT (rung->>'size')::integer AS size, (rung->>'price_fen')::bigint AS price_fen
            FROM jsonb_array_elements(t.terms->'ladder') rung
           WHERE (rung->>'size')::integer <= t.seats_filled ORDER BY 1 DESC LIMIT 1) reached ON true
       WHERE (t.kind = 'SUPER' OR r.order_id IS NOT NULL) AND CASE
         WHEN t.kind <> 'SUPER' THEN false
         WHEN o.status IN ('CONFIRMED', 'SHIPPED', 'COMPLETED') THEN
           r.team_id = t.id AND (r.rung_size, r.price_fen) = (reached.size, reached.price_fen)
           AND o.refunded_fen >= r.amount_fen
           -- Who was given something back before has no more to get than is left.
           AND (r.amount_fen = (o.unit_price_fen - r.price_fen) * o.quantity
             OR r.amount_fen < (o.unit_price_fen - r.price_fen) * o.quantity
                AND o.refunded_fen = o.total_fen)
         -- Called off between two batches, everybody was refunded whole.
         WHEN o.status = 'CLOSED' THEN r.order_id IS NULL OR t.status = 'CANCELLED'
         ELSE r.order_id IS NULL END IS NOT TRUE
    """,
}

RELEASES = {
    "FUND_PARTS_ARE_WHAT_IS_LEFT": """
      SELECT a.order_id AS subject, format('fund %s, released %s, taken %s; parts %s to %s, '
               'released %s, to come %s', a.fund_fen, a.fund_released_fen, a.fund_taken_fen,
               coalesce(p.parts, 0), coalesce(p.last, 0), coalesce(p.released, 0),
               coalesce(p.coming, 0)) AS detail
        FROM award a LEFT JOIN (
          SELECT award_id, count(*) AS parts, max(k) AS last,
                 sum(amount_fen) FILTER (WHERE released_at IS NOT NULL) AS released,
                 sum(amount_fen) FILTER (WHERE released_at IS NULL) AS coming
            FROM fund_release GROUP BY award_id) p ON p.award_id = a.id
       WHERE CASE WHEN a.fund_fen = 0 THEN p.award_id IS NULL
         ELSE p.parts = p.last AND coalesce(p.released, 0) = a.fund_released_fen
          AND coalesce(p.coming, 0) = a.fund_fen - a.fund_released_fen - a.fund_taken_fen
         END IS NOT TRUE
    """,
    "RELEASE_IS_BOOKED": """
      SELECT coalesce(j.key, concat_ws(' ', r.award_id, r.k)) AS subject,
             format('part of %s fen, released %s, its journal moves %s', r.amount_fen,
               coalesce(r.released_at::text, 'not yet'), coalesce(j.fen, 0)) AS detail
        FROM fund_release r FULL JOIN (
          SELECT j.key, sum(t.amount) AS fen FROM journal j
            JOIN transfer t ON t.journal_id = j.id
            JOIN account a ON a.id = t.debit_id AND a.kind = 'FUND'
           WHERE j.kind = 'FUND_RELEASED' GROUP BY j.key) j
          ON j.key = 'release:' || r.award_id || ':' || r.k
       WHERE coalesce(j.fen, 0)
             <> CASE WHEN r.released_at IS NOT NULL THEN r.amount_fen ELSE 0 END
    """,
}

REPORTS = {
    "REPORT_IS_OWED_BY_WHO_WON_A_TRIAL": """
      SELECT o.number AS subject, format('report of %s on %s, trial won by %s', r.person_id,
               r.product_id, w.person_id) AS detail
        FROM report r FULL JOIN (
          SELECT a.order_id, a.person_id FROM award a JOIN team t ON t.id = a.team_id
           WHERE t.kind = 'TRIAL' AND t.terms->'draw'->>'report_days' IS NOT NULL) w
          ON w.order_id = r.order_id
        JOIN orders o ON o.id = coalesce(r.order_id, w.order_id) JOIN sku k ON k.id = o.sku_id
       WHERE (r.person_id, r.product_id) IS DISTINCT FROM (w.person_id, k.product_id)
    """,
    "REPORT_HAS_ITS_PICTURES": """
      SELECT coalesce(r.id, p.report_id) AS subject,
             format('names %s, has %s', r.picture, p.id) AS detail
        FROM (SELECT id, jsonb_array_elements_text(pictures)::uuid AS picture FROM report) r
        FULL JOIN (SELECT id, report_id FROM picture WHERE report_id IS NOT NULL) p
          ON p.id = r.picture AND p.report_id = r.id
       WHERE r.id IS NULL OR p.id IS NULL
    """,
}

REWARDS = LADDER | RELEASES | REPORTS
