"""Which sentences about draws must be true: each asks for what breaks it."""

# A leaf is made of its entry here a second time, by the database's own functions.
_LEAF = r"""sha256('\x00'::bytea || int8send(e.no) || int4send(octet_length(e.ticket))
         || convert_to(e.ticket, 'UTF8') || int4send(32) || e.commitment)"""

DRAWS = {
    "DRAW_OF_EVERY_PROMISE": """
      SELECT t.code AS subject, format('%s draws of its own', count(d.id)) AS detail
        FROM team t LEFT JOIN draw d ON d.team_id = t.id
       GROUP BY t.id HAVING count(d.id)
         <> CASE WHEN t.terms->'draw'->>'scope' = 'TEAM' THEN 1 ELSE 0 END
      UNION ALL
      SELECT c.slug, format('%s draws of its own', count(d.id))
        FROM campaign c LEFT JOIN draw d ON d.campaign_id = c.id AND d.team_id IS NULL
       WHERE c.status <> 'DRAFT' GROUP BY c.id HAVING count(d.id)
         <> CASE WHEN c.terms->'draw'->>'scope' = 'CAMPAIGN' THEN 1 ELSE 0 END
    """,
    "COMMITMENTS_HAVE_NO_GAP": """
      SELECT 'draw' AS subject, format('counted to %s, %s numbered from %s to %s', n.sequence,
               d.numbered, d.first, d.last) AS detail
        FROM draw_count n, (SELECT count(sequence) AS numbered, min(sequence) AS first,
                                   max(sequence) AS last FROM draw) d
       WHERE (n.sequence, n.sequence, least(n.sequence, 1))
             <> (d.numbered, coalesce(d.last, 0), coalesce(d.first, 0))
    """,
    "SECRET_IS_THE_ONE_COMMITTED_TO": """
      SELECT d.id AS subject, 'secret and commitment differ' AS detail
        FROM draw d LEFT JOIN draw_secret s ON s.draw_id = d.id
       WHERE d.commitment IS DISTINCT FROM sha256(s.secret)
    """,
    "PAID_SEAT_ENTERED_ITS_DRAW": """
      SELECT coalesce(s.order_id, e.order_id) AS subject,
             format('seat paid %s, entry %s', s.filled_at, e.serial) AS detail
        FROM (SELECT s.*, d.id AS draw_id FROM seat s JOIN team t ON t.id = s.team_id
                JOIN draw d ON d.team_id = t.id
                  OR (d.campaign_id = t.campaign_id AND d.team_id IS NULL)
               WHERE s.filled_at IS NOT NULL AND t.kind IN ('LOTTERY', 'TRIAL')) s
        FULL JOIN draw_entry e ON e.order_id = s.order_id
       WHERE (e.draw_id, e.seat_id, e.team_id, e.person_id)
             IS DISTINCT FROM (s.draw_id, s.id, s.team_id, s.person_id)
    """,
    "SERIALS_HAVE_NO_GAP": """
      SELECT d.id AS subject, format('counts %s, has %s to %s', d.serials, count(e.serial),
               max(e.serial)) AS detail
        FROM draw d LEFT JOIN draw_entry e ON e.draw_id = d.id GROUP BY d.id
      HAVING (d.serials, d.serials) <> (count(e.serial), coalesce(max(e.serial), 0))
    """,
    "WHOSE_TEAM_FORMED_IS_NUMBERED": """
      SELECT e.draw_id AS subject, format('serial %s has number %s in a team %s', e.serial, e.no,
               t.status) AS detail
        FROM draw_entry e JOIN draw d ON d.id = e.draw_id JOIN team t ON t.id = e.team_id
       WHERE d.status <> 'SCHEDULED' AND CASE
         WHEN e.no IS NULL THEN t.status NOT IN ('FAILED', 'CANCELLED')
         ELSE t.status NOT IN ('DRAWING', 'SETTLED')
           AND (t.status, d.status) <> ('CANCELLED', 'VOID') END
    """,
    "NUMBERS_FOLLOW_SERIALS": """
      SELECT id AS subject, format('%s entered, serial %s has number %s', entries, serial, no)
               AS detail
        FROM (SELECT d.id, d.entries, e.serial, e.no,
                     row_number() OVER (PARTITION BY d.id ORDER BY e.serial) AS rank,
                     count(*) OVER (PARTITION BY d.id) AS entered
                FROM draw d JOIN draw_entry e ON e.draw_id = d.id AND e.no IS NOT NULL
               WHERE d.status <> 'SCHEDULED') numbered
       WHERE no <> rank OR entered <> entries
    """,
    "LEAF_IS_OF_ITS_ENTRY": f"""
      SELECT e.draw_id AS subject, 'another leaf at number ' || e.no AS detail
        FROM draw_entry e WHERE e.no IS NOT NULL AND e.leaf <> {_LEAF}
    """,  # noqa: S608 - what is put together here is written here
    "WINNERS_ARE_AS_MANY_AS_PROMISED": """
      SELECT d.id AS subject, format('%s promised, %s entered, %s of %s won by %s', d.winners,
               d.entries, count(w.prize), max(w.prize), d.status) AS detail
        FROM draw d LEFT JOIN draw_winner w ON w.draw_id = d.id GROUP BY d.id
      HAVING (count(w.prize), coalesce(max(w.prize), 0)) <> CASE
        WHEN d.status IN ('REVEALING', 'PUBLISHED')
          THEN (least(d.winners, d.entries)::bigint, least(d.winners, d.entries))
        ELSE (0::bigint, 0) END
    """,
    "WINNER_IS_SHOWN_IN_TIME": """
      SELECT d.id AS subject, format('prize %s shown at %s', w.prize, w.reveal_at) AS detail
        FROM draw_winner w JOIN draw d ON d.id = w.draw_id
        JOIN draw_entry e ON e.order_id = w.order_id
       WHERE w.reveal_at IS DISTINCT FROM d.first_reveal_at
               + (w.prize - 1) * d.reveal_step_ms * interval '1 millisecond'
          OR (e.draw_id, e.no, e.serial) IS DISTINCT FROM (w.draw_id, w.no, w.serial)
          OR (d.status = 'PUBLISHED' AND w.proof IS NULL)
    """,
    "LOCK_RECEIPTS_ARE_ONE_CHAIN": """
      SELECT k.id AS subject, format('%s receipts, %s after another, the last one %s', d.receipts,
               d.linked, encode(k.last_receipt_hash, 'hex')) AS detail
        FROM signing_key k CROSS JOIN LATERAL (
          SELECT count(*) AS receipts, count(b.id) AS linked,
                 bool_or(a.receipt_hash = k.last_receipt_hash) AS has_last
            FROM draw a LEFT JOIN draw b ON b.receipt_hash = a.previous_receipt_hash
             AND b.key_id = a.key_id
           WHERE a.key_id = k.id AND a.receipt IS NOT NULL) d
       WHERE CASE WHEN d.receipts = 0 THEN k.last_receipt_hash IS NOT NULL
         ELSE d.linked <> d.receipts - 1 OR d.has_last IS NOT TRUE END
    """,
}
