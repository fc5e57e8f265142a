"""Every way the books can be wrong about prices reached, funds released and reports."""
# ruff: noqa: S608 - what is put together here is written here

REACHED = "(SELECT min(order_id::text)::uuid FROM rebate)"
A_TRIAL = "(SELECT min(order_id::text)::uuid FROM report WHERE submitted_at IS NOT NULL)"
A_FUND = """(SELECT min(award_id::text)::uuid FROM (
  SELECT award_id FROM fund_release GROUP BY award_id
  HAVING count(released_at) >= 2 AND sum(amount_fen) FILTER (WHERE k = 10) > 0) each)"""

REWARD_BREAKS = [
    ("EVERYBODY_PAYS_THE_PRICE_REACHED", [f"DELETE FROM rebate WHERE order_id = {REACHED}"]),
    ("EVERYBODY_PAYS_THE_PRICE_REACHED", ["UPDATE rebate SET amount_fen = amount_fen - 1"]),
    ("EVERYBODY_PAYS_THE_PRICE_REACHED", ["UPDATE rebate SET rung_size = 10, price_fen = 2900"]),
    (
        "FUND_PARTS_ARE_WHAT_IS_LEFT",
        [f"DELETE FROM fund_release WHERE award_id = {A_FUND} AND k = 10"],
    ),
    (
        "FUND_PARTS_ARE_WHAT_IS_LEFT",
        [f"UPDATE fund_release SET amount_fen = 0 WHERE award_id = {A_FUND} AND k = 10"],
    ),
    (
        "RELEASE_IS_BOOKED",
        ["UPDATE journal SET key = 'lost' || id WHERE key ~ '^release:' AND key ~ ':1$'"],
    ),
    (
        "RELEASE_IS_BOOKED",
        [
            f"""UPDATE fund_release SET amount_fen = amount_fen + CASE k WHEN 1 THEN -1 ELSE 1 END
                 WHERE award_id = {A_FUND} AND k <= 2"""
        ],
    ),
    (
        "REPORT_IS_OWED_BY_WHO_WON_A_TRIAL",
        ["DELETE FROM report WHERE submitted_at IS NULL"],
    ),
    (
        "REPORT_IS_OWED_BY_WHO_WON_A_TRIAL",
        [f"UPDATE report SET person_id = gen_random_uuid() WHERE order_id = {A_TRIAL}"],
    ),
    ("REPORT_HAS_ITS_PICTURES", ["DELETE FROM picture WHERE use = 'REPORT'"]),
    (
        "REPORT_HAS_ITS_PICTURES",
        ["UPDATE report SET pictures = pictures - 0 WHERE submitted_at IS NOT NULL"],
    ),
]
