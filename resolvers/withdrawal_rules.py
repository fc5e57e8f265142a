"""Which sentences about money on its way out must be true: each asks for what breaks it."""

WITHDRAWALS = {
    "WITHDRAWING_IS_ON_ITS_WAY": """
      SELECT coalesce(a.owner, w.owner) AS subject, format('%s fen set aside, %s on their way',
               coalesce(a.balance, 0), coalesce(w.fen, 0)) AS detail
        FROM (SELECT owner, balance FROM account WHERE kind = 'WITHDRAWING' AND unit = 'CNY') a
        FULL JOIN (SELECT party_id::text AS owner, sum(amount_fen) AS fen FROM withdrawal
                    WHERE ended_at IS NULL GROUP BY party_id) w USING (owner)
       WHERE coalesce(a.balance, 0) <> coalesce(w.fen, 0)
    """,
    "WITHDRAWAL_IS_SET_ASIDE": """
      SELECT coalesce(w.number, j.key) AS subject, format('%s fen of %s, booked %s of %s',
               w.amount_fen, w.party_id, coalesce(j.fen, 0), j.owner) AS detail
        FROM withdrawal w FULL JOIN (
          SELECT j.key, sum(m.amount) AS fen, min(c.owner) AS owner, min(d.kind) AS source,
                 count(*) AS legs
            FROM journal j JOIN transfer m ON m.journal_id = j.id
            JOIN account d ON d.id = m.debit_id
            JOIN account c ON c.id = m.credit_id AND c.kind = 'WITHDRAWING'
           WHERE j.kind = 'WITHDRAWAL' GROUP BY j.key) j ON j.key = 'withdraw:' || w.id
       WHERE (j.fen, j.owner, j.source, j.legs) IS DISTINCT FROM (w.amount_fen, w.party_id::text,
               CASE WHEN w.merchant_id IS NULL THEN 'CASH' ELSE 'PAYABLE' END, 1::bigint)
    """,
    # Out, with its fee and its tax, or back whole: by how it ended, and nothing before.
    "WITHDRAWAL_ENDS_AS_IT_SAYS": """
      SELECT coalesce(w.number, j.key) AS subject, format('%s: %s fen with %s of fee and %s of '
               'tax, booked %s out, %s, %s and %s back', w.status, w.amount_fen, w.fee_fen,
               w.tax_fen, coalesce(j.gone, 0), coalesce(j.fee, 0), coalesce(j.tax, 0),
               coalesce(j.back, 0)) AS detail
        FROM withdrawal w FULL JOIN (
          SELECT j.key,
                 coalesce(sum(m.amount) FILTER (WHERE c.kind = 'CLEARING'), 0) AS gone,
                 coalesce(sum(m.amount) FILTER (WHERE c.kind = 'REVENUE'), 0) AS fee,
                 coalesce(sum(m.amount) FILTER (WHERE c.kind = 'TAX_PAYABLE'), 0) AS tax,
                 coalesce(sum(m.amount) FILTER (WHERE c.kind IN ('CASH', 'PAYABLE')
                                                  AND c.owner = d.owner), 0) AS back
            FROM journal j JOIN transfer m ON m.journal_id = j.id
            JOIN account d ON d.id = m.debit_id AND d.kind = 'WITHDRAWING'
            JOIN account c ON c.id = m.credit_id
           WHERE j.kind IN ('WITHDRAWAL_PAID', 'WITHDRAWAL_RETURNED') GROUP BY j.key) j
          ON j.key = 'withdrawn:' || w.id
       WHERE CASE WHEN w.id IS NULL THEN false
         WHEN w.ended_at IS NULL THEN j.key IS NULL
         WHEN w.status = 'PAID' THEN (j.gone, j.fee, j.tax, j.back)
           = (w.amount_fen - w.fee_fen - w.tax_fen, w.fee_fen, w.tax_fen, 0)
         ELSE (j.gone, j.fee, j.tax, j.back) = (0, 0, 0, w.amount_fen) END IS NOT TRUE
    """,
    "WITHDRAWAL_DAY_COUNTS": """
      SELECT concat_ws(' ', coalesce(d.party_id, w.party_id), coalesce(d.day, w.day)) AS subject,
             format('counts %s fen of %s, asked for and not back are %s', d.taken_fen, d.most_fen,
                    coalesce(w.fen, 0)) AS detail
        FROM withdrawal_day d FULL JOIN (
          SELECT party_id, day, sum(amount_fen) AS fen FROM withdrawal
           WHERE status IN ('REQUESTED', 'APPROVED', 'PAYING', 'PAID')
           GROUP BY party_id, day) w USING (party_id, day)
       WHERE coalesce(d.taken_fen, 0) <> coalesce(w.fen, 0)
    """,
    "WITHHOLDING_IS_RECORDED": """
      SELECT coalesce(w.number, h.withdrawal_id::text) AS subject,
             format('%s, %s fen of tax, recorded %s', w.status, w.tax_fen, h.tax_fen) AS detail
        FROM (SELECT * FROM withdrawal WHERE status = 'PAID' AND merchant_id IS NULL) w
        FULL JOIN withholding h ON h.withdrawal_id = w.id
       WHERE (h.person_id, h.income_fen, h.income_before_fen, h.tax_before_fen, h.tax_fen, h.month)
             IS DISTINCT FROM (w.requested_by_id, w.amount_fen, w.month_before_fen,
               w.month_tax_before_fen, w.tax_fen, date_trunc('month', w.day)::date)
    """,
    "TAX_PAYABLE_IS_WITHHELD": """
      SELECT 'TAX_PAYABLE' AS subject,
             format('%s fen held, %s recorded', held.fen, withheld.fen) AS detail
        FROM (SELECT coalesce(sum(balance), 0) AS fen FROM account WHERE kind = 'TAX_PAYABLE') held,
             (SELECT coalesce(sum(tax_fen), 0) AS fen FROM withholding) withheld
       WHERE held.fen <> withheld.fen
    """,
}
