"""Every way what stands behind promises can be wrong."""

OPEN = "(SELECT campaign_id::text FROM budget WHERE closed_at IS NULL AND taken = 1 LIMIT 1)"
CLOSED = "(SELECT campaign_id::text FROM budget WHERE closed_at IS NOT NULL LIMIT 1)"


def posted(source, target):
    """A journal of one fen that the database allows, triggers and all."""
    sides = [f"jsonb_build_array('{kind}', {owner})" for kind, owner in (source, target)]
    leg = f"'from', {sides[0]}, 'to', {sides[1]}, 'unit', 'CNY', 'amount', 1"
    return [
        "SET session_replication_role = origin",
        f"""SELECT post_journal('test', 'TEST', 'test', decode(repeat('00', 32), 'hex'),
              '2026-01-01Z', jsonb_build_array(jsonb_build_object({leg})))""",
    ]


BUDGET_BREAKS = [
    (
        "DRAW_CAMPAIGN_IS_FUNDED",
        [
            """UPDATE campaign SET terms = jsonb_set(terms, '{draw,most}', '99')
               WHERE kind = 'LOTTERY'"""
        ],
    ),
    ("BUDGET_COVERS_WHAT_IS_LEFT", posted(("BUDGET", OPEN), ("PAYABLE", "'thief'"))),
    ("BUDGET_IS_BOOKED", posted(("CLEARING", "'thief'"), ("BUDGET", CLOSED))),
    ("BUDGET_IS_BOOKED", ["UPDATE journal SET key = 'lost' || id WHERE key ~ '^fund:'"]),
    ("BUDGET_COUNTS_ITS_TEAMS", ["UPDATE budget SET taken = taken + 1 WHERE taken < most"]),
    ("SUBSIDIES_PROMISED_ARE_COUNTED", ["UPDATE subsidy_day SET promised_fen = 0"]),
    ("TOP_UP_IS_BOOKED", ["UPDATE journal SET key = 'lost' || id WHERE key ~ '^topup:'"]),
    (
        "TOP_UP_IS_BOOKED",
        [
            """UPDATE top_up SET status = 'REQUESTED', decided_by_id = NULL, decided_at = NULL
               WHERE status = 'APPROVED'"""
        ],
    ),
]
