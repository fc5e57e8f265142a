"""Which sentences about the outcomes of draws must be true: each asks for what breaks it."""
# ruff: noqa: S608 - what is put together here is written here; no word of it comes from outside


def _moved(kind: str, *columns: str) -> str:
    """Return what each journal of a kind moved: a column for each account kind, out of or into."""
    sums = ", ".join(columns)
    return f"""
      SELECT j.key, {sums}
        FROM journal j JOIN transfer t ON t.journal_id = j.id
        JOIN account d ON d.id = t.debit_id JOIN account c ON c.id = t.credit_id
       WHERE j.kind = '{kind}' GROUP BY j.key
    """


def _sum(side: str, kind: str, name: str) -> str:
    return f"coalesce(sum(t.amount) FILTER (WHERE {side}.kind = '{kind}'), 0) AS {name}"


_AWARDED = _moved(
    "AWARD",
    _sum("c", "FUND", "fund"),
    _sum("c", "POINTS_RESERVE", "reserve"),
    _sum("c", "POINTS", "points"),
    _sum("c", "SHARES", "shares"),
)
_SUBSIDISED = _moved(
    "SUBSIDY",
    _sum("c", "CREDIT", "credit"),
    _sum("c", "CASH", "cash"),
    _sum("c", "RECEIVABLE", "repaid"),
)
_TAKEN = _moved(
    "TAKEBACK",
    _sum("d", "FUND", "fund"),
    _sum("d", "RECEIVABLE", "debt"),
    _sum("d", "SHARES", "shares"),
    _sum("d", "POINTS", "points"),
)

OUTCOMES = {
    "DRAW_HAS_ONE_OUTCOME": """
      SELECT o.number AS subject,
             -- Nobody learns from the books who won before everybody does.
             format('seat %s in a team %s, order %s by %s, %s fen back: prize %s, award %s, '
                    'subsidy %s', s.state, t.status, o.status, o.close_reason, o.refunded_fen,
                    CASE WHEN p.status = 'PUBLISHED' THEN w.prize::text ELSE 'none published' END,
                    a.prize, u.amount_fen) AS detail
        FROM team t CROSS JOIN LATERAL (SELECT t.terms->'draw' AS terms) d
        JOIN seat s ON s.team_id = t.id JOIN orders o ON o.id = s.order_id
        LEFT JOIN draw_winner w ON w.order_id = o.id LEFT JOIN award a ON a.order_id = o.id
        LEFT JOIN draw p ON p.id = w.draw_id LEFT JOIN subsidy u ON u.order_id = o.id
       WHERE t.kind IN ('LOTTERY', 'TRIAL') AND CASE
         WHEN t.status <> 'SETTLED' OR s.state = 'RELEASED'
           THEN s.state NOT IN ('WON', 'LOST') AND a.id IS NULL AND u.id IS NULL
         WHEN w.order_id IS NULL THEN s.state = 'LOST' AND a.id IS NULL
           AND o.close_reason = 'DRAW_LOST' AND o.refunded_fen = o.total_fen
           AND coalesce(u.amount_fen, 0) = (d.terms->>'subsidy_fen')::bigint
         ELSE s.state = 'WON' AND u.id IS NULL
           AND (o.status IN ('CONFIRMED', 'SHIPPED', 'COMPLETED') OR o.close_reason = 'REFUNDED')
           AND (a.draw_id, a.prize, a.person_id) = (w.draw_id, w.prize, o.person_id)
           AND a.price_fen = o.total_fen - a.refunded_before_fen
           AND a.fund_fen = CASE WHEN (d.terms->>'grants_fund')::boolean THEN a.price_fen ELSE 0 END
           AND a.points = (d.terms->>'points')::bigint AND a.shares = (d.terms->>'shares')::bigint
         END IS NOT TRUE
    """,
    "AWARD_IS_BOOKED": f"""
      SELECT coalesce('award:' || a.order_id, j.key) AS subject,
             format('%s fen, %s points at %s, %s shares: booked %s, %s at %s, %s', a.fund_fen,
                    a.points, a.points_cost_fen, a.shares, j.fund, j.points, j.reserve, j.shares)
               AS detail
        FROM award a FULL JOIN ({_AWARDED}) j ON j.key = 'award:' || a.order_id
       WHERE (coalesce(a.fund_fen, 0), coalesce(a.points, 0), coalesce(a.points_cost_fen, 0),
              coalesce(a.shares, 0))
             <> (coalesce(j.fund, 0), coalesce(j.points, 0), coalesce(j.reserve, 0),
                 coalesce(j.shares, 0))
    """,
    "SUBSIDY_IS_BOOKED": f"""
      SELECT coalesce('subsidy:' || u.order_id, j.key) AS subject,
             format('%s fen into %s, %s repaid: booked %s credit, %s cash, %s repaid', u.amount_fen,
                    u.paid_into, u.repaid_fen, j.credit, j.cash, j.repaid) AS detail
        FROM subsidy u FULL JOIN ({_SUBSIDISED}) j ON j.key = 'subsidy:' || u.order_id
       WHERE (CASE u.paid_into WHEN 'CREDIT' THEN j.credit WHEN 'CASH' THEN j.cash END,
              j.repaid, j.credit + j.cash + j.repaid)
             IS DISTINCT FROM (u.amount_fen - u.repaid_fen, u.repaid_fen, u.amount_fen)
    """,
}

TAKEBACKS = {
    # As large a part of everything as of the price, rounded down.
    "AWARD_SHRINKS_WITH_ITS_GOODS": """
      SELECT o.number AS subject,
             format('%s of %s fen back: of the fund of %s %s and %s, of %s points %s, of %s shares '
                    '%s', o.refunded_fen - a.refunded_before_fen, a.price_fen, a.fund_fen,
                    a.fund_taken_fen, a.released_taken_fen, a.points, a.points_taken, a.shares,
                    a.shares_taken) AS detail
        FROM award a JOIN orders o ON o.id = a.order_id
        CROSS JOIN LATERAL (
          SELECT o.refunded_fen - a.refunded_before_fen AS back,
                 greatest(a.price_fen, 1) AS whole) g
       WHERE (a.fund_taken_fen + a.released_taken_fen, a.points_taken, a.shares_taken)
             <> (a.fund_fen * g.back / g.whole, a.points * g.back / g.whole,
                 a.shares * g.back / g.whole)
    """,
    "AWARD_COUNTS_ITS_TAKEBACKS": """
      SELECT a.order_id::text AS subject,
             format('counts %s takebacks, %s + %s fen, %s points, %s shares, %s owed; has %s',
                    a.takebacks, a.fund_taken_fen, a.released_taken_fen, a.points_taken,
                    a.shares_taken, a.debt_fen, coalesce(b.times, 0)) AS detail
        FROM award a LEFT JOIN (
          SELECT award_id, count(*) AS times, max(n) AS n, sum(fund_fen) AS fund,
                 sum(released_fen) AS released, sum(points) AS points, sum(shares) AS shares,
                 sum(debt_fen) AS debt FROM takeback GROUP BY award_id) b ON b.award_id = a.id
       WHERE (a.takebacks, a.takebacks, a.fund_taken_fen, a.released_taken_fen, a.points_taken,
              a.shares_taken, a.debt_fen)
             <> (coalesce(b.times, 0), coalesce(b.n, 0), coalesce(b.fund, 0),
                 coalesce(b.released, 0), coalesce(b.points, 0), coalesce(b.shares, 0),
                 coalesce(b.debt, 0))
    """,
    "TAKEBACK_IS_BOOKED": f"""
      SELECT coalesce(b.key, j.key) AS subject,
             format('%s fen of a fund, %s owed, %s shares: booked %s, %s, %s', b.fund_fen,
                    b.debt_fen, b.shares, j.fund, j.debt, j.shares) AS detail
        FROM (SELECT 'takeback:' || a.order_id || ':' || k.n AS key, k.*
                FROM takeback k JOIN award a ON a.id = k.award_id) b
        FULL JOIN ({_TAKEN}) j ON j.key = b.key
       WHERE (coalesce(b.fund_fen, 0), coalesce(b.debt_fen, 0), coalesce(b.shares, 0))
             <> (coalesce(j.fund, 0), coalesce(j.debt, 0), coalesce(j.shares, 0))
          OR coalesce(j.points, 0) > coalesce(b.points, 0)
    """,
    "WINNERS_HOLD_WHAT_IS_LEFT": """
      SELECT kind || ' ' || owner AS subject,
             format('holds %s, its awards leave %s', coalesce(h.balance, 0), coalesce(w.amount, 0))
               AS detail
        FROM (SELECT kind, owner, balance FROM account WHERE kind IN ('FUND', 'SHARES')) h
        FULL JOIN (
          SELECT kind, person_id::text AS owner, sum(amount) AS amount
            FROM award CROSS JOIN LATERAL (
              VALUES ('FUND', fund_fen - fund_released_fen - fund_taken_fen),
                     ('SHARES', shares - shares_taken)) each (kind, amount)
           GROUP BY 1, 2) w USING (kind, owner)
       WHERE coalesce(h.balance, 0) <> coalesce(w.amount, 0)
    """,
}

AWARDS = OUTCOMES | TAKEBACKS
