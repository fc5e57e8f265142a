"""The defaults are those that are promised, and an override is needed for the third level."""

from datetime import timedelta

from rules.policy import POLICY


def test_commissions_fees_and_withdrawals_have_the_safe_defaults():
    assert (POLICY.commission_levels, POLICY.commission_levels_bp) == (2, (500, 200, 100))
    assert (POLICY.commission_cap_bp, POLICY.platform_fee_bp) == (3000, 200)
    assert (POLICY.edge, POLICY.settles_after) == (timedelta(days=30), timedelta(days=8))
    assert (POLICY.withdrawal_least_fen, POLICY.withdrawal_of_day_most_fen) == (100, 200_000)
    assert (POLICY.withdrawal_audited_fen, POLICY.withdrawal_fee_fen) == (50_000, 0)
    assert POLICY.records_kept >= timedelta(days=3 * 365 + 1)


def test_escrow_is_parted_after_the_window_of_return():
    assert POLICY.settles_after == POLICY.return_window + timedelta(days=1)
