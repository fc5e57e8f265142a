"""What is withheld goes by the month, however it is cut up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.policy import POLICY
from rules.withholding import NOTHING_WITHHELD, SERVICES, Step, TaxTable, tax_of_month_fen
from rules.withholding import withheld_fen as withheld


@pytest.mark.parametrize(
    ("income", "tax"),
    [
        (0, 0),
        (800_00, 0),
        (800_01, 0),
        (800_05, 1),
        (1_000_00, 40_00),
        (4_000_00, 640_00),
        (4_000_05, 640_00),
        (10_000_00, 1_600_00),
        (25_000_00, 4_000_00),
        (50_000_00, 10_000_00),
        (60_000_00, 12_400_00),
        (100_000_00, 25_000_00),
    ],
)
def test_the_steps_of_the_law(income, tax):
    assert tax_of_month_fen(income, SERVICES) == tax


# No less than a withdrawal is: of a single fen the rounding could be all.
@given(st.lists(st.integers(POLICY.withdrawal_least_fen, 2_000_00), min_size=1, max_size=40))
def test_sums_one_after_the_other_are_taxed_as_their_whole(sums):
    income = tax = 0
    for fen in sums:
        taken = withheld(fen, before_fen=income, tax_before_fen=tax)
        assert 0 <= taken < fen
        income, tax = income + fen, tax + taken
    assert tax == tax_of_month_fen(income, SERVICES)


def test_what_was_withheld_too_much_is_made_up_for():
    assert withheld(1_000_00, before_fen=0, tax_before_fen=100_00) == 0
    assert withheld(2_000_00, before_fen=0, tax_before_fen=100_00) == 140_00


@given(st.integers(0, 10**12))
def test_any_table_is_taken(income):
    assert tax_of_month_fen(income, NOTHING_WITHHELD) == 0
    flat = TaxTable(
        free_fen=0,
        flat_up_to_fen=10**13,
        deducted_bp=0,
        steps=[Step(up_to_fen=10**13, rate_bp=10_00, less_fen=0)],
    )
    assert tax_of_month_fen(income, flat) == income // 10
