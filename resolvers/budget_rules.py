"""Which sentences about what stands behind promises must be true: each asks for what breaks it."""
# ruff: noqa: S608 - what is put together here is written here; no word of it comes from outside

# A prize beside its goods, and how many of each outcome were paid by now.
_LEFT = """
  SELECT b.campaign_id, b.reserved_fen, b.most, b.taken, b.closed_at, c.slug,
         draw_worst_fen(c.terms->'draw', c.size, price.fen) AS worst_fen,
         (draw->>'winners')::bigint * CASE draw->>'scope' WHEN 'TEAM' THEN b.most ELSE 1 END
           - coalesce(won.seats, 0) AS winners_left,
         CASE draw->>'scope' WHEN 'TEAM' THEN b.most * (c.size - (draw->>'winners')::bigint)
           ELSE b.most - (draw->>'winners')::bigint END - coalesce(lost.seats, 0) AS losers_left,
         (draw->>'points')::bigint
           + CASE WHEN (draw->>'grants_fund')::boolean THEN price.fen ELSE 0 END AS prize_fen,
         (draw->>'subsidy_fen')::bigint AS subsidy_fen
    FROM budget b JOIN campaign c ON c.id = b.campaign_id
   CROSS JOIN LATERAL (SELECT c.terms->'draw' AS draw) terms
    JOIN (SELECT campaign_id, max(team_price_fen) AS fen FROM campaign_sku GROUP BY campaign_id)
         price ON price.campaign_id = c.id
    LEFT JOIN (SELECT campaign_id, count(*) AS seats FROM award GROUP BY campaign_id) won
      ON won.campaign_id = c.id
    LEFT JOIN (SELECT t.campaign_id, count(*) AS seats FROM seat s JOIN team t ON t.id = s.team_id
                WHERE s.state = 'LOST' GROUP BY t.campaign_id) lost ON lost.campaign_id = c.id
"""
_HELD = """(SELECT coalesce(sum(a.balance), 0) FROM account a
             WHERE a.kind = 'BUDGET' AND a.owner = b.campaign_id::text AND a.unit = 'CNY')"""

BUDGETS = {
    "DRAW_CAMPAIGN_IS_FUNDED": f"""
      SELECT c.slug AS subject, format('%s fen for %s, the worst case is %s', b.reserved_fen,
               b.most, b.worst_fen) AS detail
        FROM campaign c LEFT JOIN ({_LEFT}) b ON b.campaign_id = c.id
       WHERE c.kind IN ('LOTTERY', 'TRIAL') AND c.status <> 'DRAFT'
         AND (b.reserved_fen >= b.worst_fen AND b.most = (c.terms->'draw'->>'most')::bigint)
             IS NOT TRUE
    """,
    # Whose teams are settled has been paid for: what is left covers all that may still be.
    "BUDGET_COVERS_WHAT_IS_LEFT": f"""
      SELECT b.slug AS subject, format('holds %s fen for %s winners and %s losers', {_HELD},
               b.winners_left, b.losers_left) AS detail
        FROM ({_LEFT}) b
       WHERE {_HELD} < CASE WHEN b.closed_at IS NULL THEN greatest(b.winners_left, 0) * b.prize_fen
               + greatest(b.losers_left, 0) * b.subsidy_fen ELSE 0 END
    """,
    "BUDGET_IS_BOOKED": f"""
      SELECT b.campaign_id AS subject, format('reserved %s fen, booked %s; closed %s with %s left',
               b.reserved_fen, coalesce(t.amount, 0), b.closed_at, {_HELD}) AS detail
        FROM budget b LEFT JOIN journal j ON j.key = 'fund:' || b.campaign_id
        LEFT JOIN transfer t ON t.journal_id = j.id
        LEFT JOIN account source ON source.id = t.debit_id
         AND (source.kind, source.owner) = (b.source_kind, b.source_owner)
       WHERE coalesce(t.amount, 0) <> b.reserved_fen OR (t.amount > 0 AND source.id IS NULL)
          OR (b.closed_at IS NOT NULL AND {_HELD} <> 0)
    """,
    "BUDGET_COUNTS_ITS_TEAMS": """
      SELECT b.campaign_id AS subject, format('counts %s, has %s', b.taken, coalesce(t.units, 0))
               AS detail
        FROM budget b LEFT JOIN (
          SELECT campaign_id, sum(CASE terms->'draw'->>'scope' WHEN 'TEAM' THEN 1 ELSE size END)
                   AS units
            FROM team WHERE status NOT IN ('FAILED', 'CANCELLED') GROUP BY campaign_id) t
          ON t.campaign_id = b.campaign_id
       WHERE b.taken <> coalesce(t.units, 0)
    """,
    # A day is one of Asia/Shanghai, which knows no summer time.
    "SUBSIDIES_PROMISED_ARE_COUNTED": """
      SELECT concat_ws(' ', person_id, day) AS subject,
             format('counts %s fen, was promised %s', coalesce(d.promised_fen, 0),
                    coalesce(live.fen, 0)) AS detail
        FROM subsidy_day d FULL JOIN (
          SELECT s.person_id, (o.placed_at AT TIME ZONE INTERVAL '+08:00')::date AS day,
                 sum((t.terms->'draw'->>'subsidy_fen')::bigint) AS fen
            FROM team t JOIN seat s ON s.team_id = t.id JOIN orders o ON o.id = s.order_id
           WHERE t.terms ? 'draw' AND s.state <> 'RELEASED' GROUP BY 1, 2) live
          USING (person_id, day)
       WHERE coalesce(d.promised_fen, 0) <> coalesce(live.fen, 0)
    """,
    "TOP_UP_IS_BOOKED": """
      SELECT u.id AS subject, format('%s of %s fen for %s, booked %s', u.status, u.amount_fen,
               u.target, coalesce(t.amount, 0)) AS detail
        FROM top_up u LEFT JOIN journal j ON j.key = 'topup:' || u.id
        LEFT JOIN transfer t ON t.journal_id = j.id
        LEFT JOIN account into_ ON into_.id = t.credit_id AND (into_.kind, into_.owner)
             = (u.target, coalesce(u.merchant_id::text, 'platform'))
       WHERE CASE u.status WHEN 'APPROVED' THEN t.amount = u.amount_fen AND into_.id IS NOT NULL
                           ELSE j.id IS NULL END IS NOT TRUE
    """,
}
