"""What must be true of distributors and of rankings: each asks for what breaks it."""

DISTRIBUTORS = {
    "DISTRIBUTOR_WAS_APPROVED": """
      SELECT d.person_id AS subject, format('approved at %s, applications approved: %s',
               d.approved_at, coalesce(a.times, 0)) AS detail
        FROM distributor d FULL JOIN (
          SELECT person_id, count(*) AS times, min(decided_at) AS first_at
            FROM distributor_application WHERE status = 'APPROVED' GROUP BY person_id) a
          ON a.person_id = d.person_id
       WHERE d.approved_at IS DISTINCT FROM a.first_at
    """,
    "RANKING_PLACES_FOLLOW": """
      SELECT month || ' ' || person_id AS subject,
             format('place %s with %s fen, should be %s', place, sold_fen, due) AS detail
        FROM (SELECT *, row_number() OVER (PARTITION BY month ORDER BY sold_fen DESC, person_id)
                AS due FROM sales_month WHERE place IS NOT NULL) s
       WHERE place <> due
    """,
}
