"""Which sentences about merchants and their statements must be true: each asks what breaks it."""

SELLING = {
    # What is summed up by month is what moved the account in it, by the journal's own instant.
    "MONTHS_ARE_THEIR_ENTRIES": """
      SELECT concat_ws(' ', account_id, month, kind) AS subject,
             format('sums %s, %s, %s; moved %s, %s, %s', m.came, m.went, m.entries, e.came,
                    e.went, e.entries) AS detail
        FROM account_month m FULL JOIN (
          SELECT e.account_id, month_of(j.posted_at) AS month, j.kind,
                 sum(greatest(e.amount, 0)) AS came, sum(greatest(-e.amount, 0)) AS went,
                 count(*) AS entries,
                 bool_and((e.month, e.kind) IS NOT DISTINCT FROM (month_of(j.posted_at), j.kind))
                   AS noted
            FROM account_entry e JOIN journal j ON j.id = e.journal_id
            JOIN account a ON a.id = e.account_id AND a.kind = ANY (statement_kinds())
           GROUP BY 1, 2, 3) e USING (account_id, month, kind)
       WHERE (m.came = e.came AND m.went = e.went AND m.entries = e.entries AND e.noted)
             IS NOT TRUE
    """,
    "DEPOSIT_IS_TAKEN_AS_RULED": """
      SELECT coalesce(r.id::text, j.key) AS subject,
             format('%s fen into %s, booked %s', r.amount_fen, r.into_account, t.amount) AS detail
        FROM deposit_ruling r
        FULL JOIN (SELECT * FROM journal WHERE kind = 'DEPOSIT_RULED') j
          ON j.key = 'ruling:' || r.id
        LEFT JOIN transfer t ON t.journal_id = j.id
        LEFT JOIN account held ON held.id = t.debit_id
         AND (held.kind, held.owner) = ('DEPOSIT', r.merchant_id::text)
        LEFT JOIN orders o ON o.id = r.order_id
        LEFT JOIN account into_ ON into_.id = t.credit_id AND (into_.kind, into_.owner)
             = (r.into_account, coalesce(o.person_id::text, 'platform'))
       WHERE (t.amount = r.amount_fen AND held.id IS NOT NULL AND into_.id IS NOT NULL)
             IS NOT TRUE
    """,
    "DEPOSIT_RELEASE_IS_BOOKED": """
      SELECT coalesce(r.id::text, j.key) AS subject,
             format('%s fen, booked %s', r.amount_fen, t.amount) AS detail
        FROM deposit_release r
        FULL JOIN (SELECT * FROM journal WHERE kind = 'DEPOSIT_RELEASED') j
          ON j.key = 'undeposit:' || r.id
        LEFT JOIN transfer t ON t.journal_id = j.id
        LEFT JOIN account held ON held.id = t.debit_id
         AND (held.kind, held.owner) = ('DEPOSIT', r.merchant_id::text)
        LEFT JOIN account owed ON owed.id = t.credit_id
         AND (owed.kind, owed.owner) = ('PAYABLE', r.merchant_id::text)
       WHERE (t.amount = r.amount_fen AND held.id IS NOT NULL AND owed.id IS NOT NULL)
             IS NOT TRUE
    """,
    "HELD_CAMPAIGN_OPENS_NOTHING": """
      SELECT c.slug AS subject, format('published, its merchant %s, %s holds', m.status,
               (SELECT count(*) FROM campaign_hold h
                 WHERE h.campaign_id = c.id AND h.lifted_at IS NULL)) AS detail
        FROM campaign c JOIN merchant m ON m.id = c.merchant_id
       WHERE c.status = 'PUBLISHED' AND (m.status <> 'ACTIVE' OR EXISTS (
         SELECT 1 FROM campaign_hold h WHERE h.campaign_id = c.id AND h.lifted_at IS NULL))
    """,
    "FAILED_PRODUCT_IS_WITHDRAWN": """
      SELECT p.slug AS subject, 'failed at ' || i.recorded_at || ' and is on sale' AS detail
        FROM (SELECT DISTINCT ON (product_id) * FROM inspection
               ORDER BY product_id, recorded_at DESC, id DESC) i
        JOIN product p ON p.id = i.product_id
       WHERE NOT i.passed AND p.withdrawn_at IS NULL
    """,
    "LATE_ORDER_WAS_LATE": """
      SELECT number AS subject, format('late at %s, confirmed at %s, addressed at %s', late_at,
               confirmed_at, addressed_at) AS detail
        FROM orders WHERE late_at IS NOT NULL
         AND (ship_to IS NULL OR late_at <= greatest(confirmed_at, addressed_at))
    """,
}
