"""What must be true of questions, conversations and letters: each asks for what breaks it."""

TALK = {
    "QUESTION_IS_FOR_ITS_SELLER": """
      SELECT q.id AS subject, format('asked of merchant %s, product of %s', q.merchant_id,
               p.merchant_id) AS detail
        FROM question q JOIN product p ON p.id = q.product_id WHERE q.merchant_id <> p.merchant_id
    """,
    "MESSAGES_HAVE_NO_GAP": """
      SELECT c.id AS subject, format('last %s, forgotten to %s, %s there from %s to %s',
               c.last_number, c.trimmed, coalesce(m.said, 0), m.first, m.last) AS detail
        FROM conversation c LEFT JOIN (
          SELECT conversation_id, count(*) AS said, min(number) AS first, max(number) AS last
            FROM message GROUP BY conversation_id) m ON m.conversation_id = c.id
       WHERE (coalesce(m.first, c.trimmed + 1), coalesce(m.last, c.trimmed), coalesce(m.said, 0))
             <> (c.trimmed + 1, c.last_number, c.last_number - c.trimmed)
    """,
    "WHAT_IS_UNREAD_IS_THE_OTHERS": """
      SELECT c.id AS subject, format('%s has not read its own message %s', m.side, m.number)
               AS detail
        FROM conversation c JOIN message m ON m.conversation_id = c.id
       WHERE m.number
             > CASE m.side WHEN 'CUSTOMER' THEN c.person_read ELSE c.merchant_read END
    """,
    "MESSAGE_HAS_ITS_PICTURES": """
      SELECT m.id AS subject, format('says %s pictures, has %s', jsonb_array_length(m.pictures),
               count(p.id)) AS detail
        FROM message m LEFT JOIN picture p ON p.kept_id = m.id AND p.use = 'MESSAGE'
       GROUP BY m.id HAVING jsonb_array_length(m.pictures) <> count(p.id)
    """,
    "MAIL_ROUND_IS_WITHIN_THE_LOG": """
      SELECT 'mail_round' AS subject, format('looked at %s, the log ends at %s', m.position,
               r.position) AS detail
        FROM mail_round m CROSS JOIN relay r WHERE m.position > r.position
    """,
}
