"""How much of a payment to a person is withheld for the tax office, by what their month brought."""

from collections.abc import Sequence
from dataclasses import dataclass

from rules.policy import POLICY

BP = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Taxed income up to ``up_to_fen`` in all: its rate, and what the steps below take off."""

    up_to_fen: int
    rate_bp: int
    less_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxTable:
    """What of a month is free, and at which rates the rest is taxed.

    Up to ``flat_up_to_fen`` a fixed sum is free, above it a part of the whole.
    Without steps nothing is withheld.
    """

    free_fen: int
    flat_up_to_fen: int
    deducted_bp: int
    steps: Sequence[Step]


NOTHING_WITHHELD = TaxTable(free_fen=0, flat_up_to_fen=0, deducted_bp=0, steps=())
SERVICES = TaxTable(
    free_fen=POLICY.tax_free_of_month_fen,
    flat_up_to_fen=POLICY.tax_flat_up_to_fen,
    deducted_bp=POLICY.tax_deducted_bp,
    steps=[Step(up_to_fen=to, rate_bp=bp, less_fen=less) for to, bp, less in POLICY.tax_steps],
)


def tax_of_month_fen(income_fen: int, table: TaxTable) -> int:
    """Return what is withheld of all that a month brought, rounded down to the fen."""
    assert income_fen >= 0
    if income_fen <= table.flat_up_to_fen:
        taxed_fen = max(0, income_fen - table.free_fen)
    else:
        taxed_fen = income_fen - income_fen * table.deducted_bp // BP
    for step in table.steps:
        if taxed_fen <= step.up_to_fen:
            return max(0, taxed_fen * step.rate_bp // BP - step.less_fen)
    assert not table.steps, "the last step has no end that anybody reaches"
    return 0


def withheld_fen(
    income_fen: int, *, before_fen: int, tax_before_fen: int, table: TaxTable = SERVICES
) -> int:
    """Return what is withheld of a payment, after what the month brought and was withheld of it.

    The month's whole tax less what was withheld before: however a sum is cut up,
    the same is withheld in the end. Never below zero; what was too much is the
    tax office's to give back.
    """
    due_fen = tax_of_month_fen(before_fen + income_fen, table)
    return min(max(0, due_fen - tax_before_fen), income_fen)
