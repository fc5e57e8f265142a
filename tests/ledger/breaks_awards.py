"""Every way the books can be wrong about what draws left people with."""
# ruff: noqa: S608 - what is put together here is written here

from tests.ledger.breaks_budgets import posted

TAKEN = "(SELECT award_id FROM takeback WHERE points > 0)"
WINNER = "(SELECT min(person_id::text) FROM award)"

AWARD_BREAKS = [
    (
        "DRAW_HAS_ONE_OUTCOME",
        ["UPDATE orders SET close_reason = 'LEFT' WHERE close_reason = 'DRAW_LOST'"],
    ),
    ("DRAW_HAS_ONE_OUTCOME", ["UPDATE award SET prize = prize + 1"]),
    ("AWARD_IS_BOOKED", ["UPDATE journal SET key = 'lost' || id WHERE key ~ '^award:'"]),
    ("SUBSIDY_IS_BOOKED", ["UPDATE journal SET key = 'lost' || id WHERE key ~ '^subsidy:'"]),
    ("SUBSIDY_IS_BOOKED", ["UPDATE subsidy SET paid_into = 'CASH' WHERE paid_into = 'CREDIT'"]),
    (
        "AWARD_SHRINKS_WITH_ITS_GOODS",
        [
            f"UPDATE award SET points_taken = points_taken + 1 WHERE id IN {TAKEN}",
            "UPDATE takeback SET points = points + 1 WHERE points > 0",
        ],
    ),
    ("AWARD_COUNTS_ITS_TAKEBACKS", ["UPDATE award SET debt_fen = debt_fen + 1"]),
    ("TAKEBACK_IS_BOOKED", ["UPDATE journal SET key = 'lost' || id WHERE key ~ '^takeback:'"]),
    ("WINNERS_HOLD_WHAT_IS_LEFT", posted(("CLEARING", "'thief'"), ("FUND", WINNER))),
]
