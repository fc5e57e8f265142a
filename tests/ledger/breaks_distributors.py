"""Every way the books can be wrong about distributors and rankings."""

DISTRIBUTOR_BREAKS = [
    (
        "DISTRIBUTOR_WAS_APPROVED",
        ["UPDATE distributor SET approved_at = now() WHERE approved_at IS NULL"],
    ),
    ("DISTRIBUTOR_WAS_APPROVED", ["UPDATE distributor SET approved_at = NULL"]),
    (
        "RANKING_PLACES_FOLLOW",
        ["UPDATE sales_month SET sold_fen = sold_fen + 100000000 WHERE place > 1"],
    ),
    ("RANKING_PLACES_FOLLOW", ["UPDATE sales_month SET place = place + 1 WHERE place = 2"]),
]
