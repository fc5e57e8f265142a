"""What must be true of who leads whom, and of what orders keep of it: each asks what breaks it."""

RELATIONS = {
    "ONE_UPLINE_AT_A_TIME": """
      SELECT a.member_id::text AS subject, format('led by %s from %s and by %s from %s',
               a.upline_id, a.from_at, b.upline_id, b.from_at) AS detail
        FROM referral a JOIN referral b ON b.member_id = a.member_id AND b.id > a.id
         AND a.from_at < coalesce(b.ended_at, b.until_at)
         AND b.from_at < coalesce(a.ended_at, a.until_at)
    """,
    "NOBODY_LEADS_THEMSELVES": """
      WITH RECURSIVE above AS (
        SELECT member_id, upline_id FROM referral WHERE ended_at IS NULL
        UNION
        SELECT a.member_id, r.upline_id FROM above a
          JOIN referral r ON r.member_id = a.upline_id AND r.ended_at IS NULL
         WHERE a.upline_id <> a.member_id)
      SELECT member_id::text AS subject, 'leads themselves' AS detail
        FROM above WHERE upline_id = member_id
    """,
    "ORDER_KEEPS_WHO_WAS_ABOVE": """
      SELECT o.number AS subject, format('level %s keeps %s, led by %s from %s until %s', u.level,
               u.person_id, r.upline_id, r.from_at, r.until_at) AS detail
        FROM order_upline u JOIN orders o ON o.id = u.order_id
        LEFT JOIN referral r ON r.id = u.edge_id
        LEFT JOIN order_upline below ON below.order_id = u.order_id AND below.level = u.level - 1
       WHERE (u.buyer_id = o.person_id AND u.copied_at = o.paid_at AND r.upline_id = u.person_id
         AND r.from_at <= u.copied_at AND r.until_at > u.copied_at
         AND r.member_id = CASE u.level WHEN 1 THEN o.person_id ELSE below.person_id END)
             IS NOT TRUE
    """,
    # Some seconds on either side: whoever ended a relation may have had another machine's clock.
    "ORDER_FORGETS_NOBODY": """
      SELECT o.number AS subject, format('paid while %s led its buyer, and keeps nobody',
               r.upline_id) AS detail
        FROM referral r JOIN orders o ON o.person_id = r.member_id
         AND o.paid_at > r.from_at + interval '10 seconds'
         AND o.paid_at < coalesce(r.ended_at, r.until_at) - interval '10 seconds'
        LEFT JOIN order_upline u ON u.order_id = o.id AND u.level = 1
       WHERE u.edge_id IS DISTINCT FROM r.id
    """,
}
