"""Which mutations move money at all, and whether one just did: no other may."""

from collections.abc import Mapping

LEDGER = ("account", "journal", "transfer")

# Every mutation that moves the ledger when its door is tried: all of them are about an order, a
# sum that strayed, a deposit, or one's own money on its way out. What leads people here, binds
# them, grants, reports and rules on shares, admits distributors and gives them levels is not here.
MOVE_MONEY = {
    "agreeAfterSale",
    "approveTopUp",
    "cancelTeam",
    "paySandbox",
    "receiveReturn",
    "rejectWithdrawal",
    "requestWithdrawal",
    "resolvePaymentCase",
    "ruleComplaint",
    "ruleOnDeposit",
}


def moved(before: Mapping[str, str], after: Mapping[str, str]) -> bool:
    """Tell whether any account or journal is other than it was."""
    return any(before[table] != after[table] for table in LEDGER)
