"""Every way the books can be wrong about what was asked and said."""

TALK_BREAKS = [
    (
        "QUESTION_IS_FOR_ITS_SELLER",
        [
            """UPDATE question q SET merchant_id =
                 (SELECT id FROM merchant WHERE id <> q.merchant_id LIMIT 1)"""
        ],
    ),
    ("MESSAGES_HAVE_NO_GAP", ["DELETE FROM message WHERE number = 2"]),
    ("MESSAGES_HAVE_NO_GAP", ["UPDATE conversation SET trimmed = 1"]),
    ("WHAT_IS_UNREAD_IS_THE_OTHERS", ["UPDATE conversation SET person_read = 0"]),
    ("MESSAGE_HAS_ITS_PICTURES", ["DELETE FROM picture WHERE use = 'MESSAGE'"]),
    ("MAIL_ROUND_IS_WITHIN_THE_LOG", ["UPDATE mail_round SET position = 1000000"]),
]
