"""Every way the books can be wrong about money on its way out."""

OPEN = "(SELECT id FROM withdrawal WHERE status = 'PAYING' LIMIT 1)"

WITHDRAWAL_BREAKS = [
    (
        "WITHDRAWING_IS_ON_ITS_WAY",
        [
            """UPDATE account SET owner = 'x' WHERE kind = 'WITHDRAWING' AND balance =
                 (SELECT min(balance) FROM account WHERE kind = 'WITHDRAWING' AND balance > 0)"""
        ],
    ),
    ("WITHDRAWAL_IS_SET_ASIDE", ["UPDATE journal SET key = 'x' || id WHERE kind = 'WITHDRAWAL'"]),
    (
        "WITHDRAWAL_ENDS_AS_IT_SAYS",
        ["UPDATE journal SET key = 'x' || id WHERE kind = 'WITHDRAWAL_PAID'"],
    ),
    (
        "WITHDRAWAL_ENDS_AS_IT_SAYS",
        ["UPDATE journal SET key = 'x' || id WHERE kind = 'WITHDRAWAL_RETURNED'"],
    ),
    # Paid and given back under another key: what an open one may never be.
    (
        "WITHDRAWAL_ENDS_AS_IT_SAYS",
        [
            f"""UPDATE journal SET key = 'withdrawn:' || {OPEN}
                 WHERE id = (SELECT min(id) FROM journal WHERE kind = 'WITHDRAWAL_RETURNED')"""  # noqa: S608 - a statement of ours
        ],
    ),
    ("WITHDRAWAL_DAY_COUNTS", ["UPDATE withdrawal_day SET taken_fen = taken_fen - 1"]),
    ("WITHHOLDING_IS_RECORDED", ["UPDATE withholding SET income_fen = income_fen + 1"]),
    ("WITHHOLDING_IS_RECORDED", ["UPDATE withholding SET month = '2000-01-01'"]),
    (
        "TAX_PAYABLE_IS_WITHHELD",
        ["UPDATE account SET kind = 'REVENUE', owner = 'x' WHERE kind = 'TAX_PAYABLE'"],
    ),
]
# Whoever else's account it is then was neither asked out of nor given back to.
WITHDRAWAL_ALSO = {
    "UPDATE account SET owner = 'x' WHERE kind = 'WITHDRAWING'": {
        "WITHDRAWAL_IS_SET_ASIDE",
        "WITHDRAWAL_ENDS_AS_IT_SAYS",
    },
    "UPDATE account SET kind = 'REVENUE'": {"WITHDRAWAL_ENDS_AS_IT_SAYS"},
}
