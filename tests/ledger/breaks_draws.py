"""Every way in which what is stored of draws can be wrong."""
# ruff: noqa: S608 - what is put together here is written here

LOCKED = "(SELECT id FROM draw WHERE status = 'LOCKED' ORDER BY id LIMIT 1)"
ENTRY = "(SELECT order_id FROM draw_entry WHERE no = 2 ORDER BY order_id LIMIT 1)"
SHOWN = "(SELECT id FROM draw WHERE status = 'REVEALING' LIMIT 1)"
OPENED = "(SELECT id FROM draw WHERE serials = 0 AND unheld_at IS NULL AND scope = 'TEAM' LIMIT 1)"

DRAW_BREAKS = [
    ("DRAW_OF_EVERY_PROMISE", [f"UPDATE draw SET team_id = gen_random_uuid() WHERE id = {OPENED}"]),
    ("COMMITMENTS_HAVE_NO_GAP", ["UPDATE draw_count SET sequence = sequence + 1"]),
    (
        "COMMITMENTS_HAVE_NO_GAP",
        ["UPDATE draw SET sequence = sequence + 1000 WHERE sequence = 2"],
    ),
    (
        "SECRET_IS_THE_ONE_COMMITTED_TO",
        [f"UPDATE draw_secret SET secret = sha256('x') WHERE draw_id = {LOCKED}"],
    ),
    (
        "PAID_SEAT_ENTERED_ITS_DRAW",
        [f"UPDATE draw_entry SET person_id = gen_random_uuid() WHERE order_id = {ENTRY}"],
    ),
    ("SERIALS_HAVE_NO_GAP", [f"UPDATE draw SET serials = serials + 1 WHERE id = {LOCKED}"]),
    (
        "WHOSE_TEAM_FORMED_IS_NUMBERED",
        [
            f"""UPDATE draw_entry SET no = NULL
                 WHERE draw_id = {LOCKED} AND no = (
                   SELECT entries FROM draw WHERE id = {LOCKED})""",
            f"UPDATE draw SET entries = entries - 1 WHERE id = {LOCKED}",
        ],
    ),
    (
        "NUMBERS_FOLLOW_SERIALS",
        [f"UPDATE draw SET entries = entries - 1 WHERE id = {LOCKED}"],
    ),
    (
        "LEAF_IS_OF_ITS_ENTRY",
        [f"UPDATE draw_entry SET leaf = sha256('x') WHERE order_id = {ENTRY}"],
    ),
    (
        "WINNERS_ARE_AS_MANY_AS_PROMISED",
        [f"DELETE FROM draw_winner WHERE prize = 3 AND draw_id = {SHOWN}"],
    ),
    (
        "WINNER_IS_SHOWN_IN_TIME",
        [
            f"""UPDATE draw_winner SET reveal_at = reveal_at - interval '1 second'
                 WHERE draw_id = {SHOWN}"""
        ],
    ),
    (
        "WINNER_IS_SHOWN_IN_TIME",
        [
            """UPDATE draw_winner SET proof = NULL WHERE draw_id = (
                 SELECT id FROM draw WHERE status = 'PUBLISHED' ORDER BY id LIMIT 1)"""
        ],
    ),
    (
        "LOCK_RECEIPTS_ARE_ONE_CHAIN",
        ["UPDATE signing_key SET last_receipt_hash = sha256('x')"],
    ),
    (
        "LOCK_RECEIPTS_ARE_ONE_CHAIN",
        [
            f"UPDATE draw SET previous_receipt_hash = sha256('x') WHERE id = {LOCKED}",
        ],
    ),
]
