"""What accounts pay of an order on paper, and which row a movement's key names."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.accounts import AccountKind, escrow, of_person
from rules.refusals import CashTooLow, CreditTooLow, TendersTooLarge
from rules.tenders import TenderSource, afforded, left_to_pay, parts, returned, tendered
from rules.wallet import UNITS, WalletKind, named

CREDIT, CASH = TenderSource.CREDIT, TenderSource.CASH
fen = st.integers(0, 10**9)
ORDER = "01890000-0000-7000-8000-000000000001"


@given(total=fen, credit=fen, cash=fen)
def test_what_is_paid_and_what_is_left_are_the_total_or_it_is_refused(total, credit, cash):
    offered = parts(credit_fen=credit, cash_fen=cash)
    assert all(offered.values())
    if credit + cash > total:
        with pytest.raises(TendersTooLarge) as refusal:
            left_to_pay(total, offered)
        assert refusal.value.total_fen == total
    else:
        assert left_to_pay(total, offered) + sum(offered.values()) == total


@given(credit=fen, cash=fen, has_credit=fen, has_cash=fen)
def test_nobody_spends_more_than_each_account_holds(credit, cash, has_credit, has_cash):
    offered = parts(credit_fen=credit, cash_fen=cash)
    balances = parts(credit_fen=has_credit, cash_fen=has_cash)
    if credit > has_credit:
        with pytest.raises(CreditTooLow) as refusal:
            afforded(offered, balances)
        assert refusal.value.left_fen == has_credit
    elif cash > has_cash:
        with pytest.raises(CashTooLow) as refusal:
            afforded(offered, balances)
        assert refusal.value.left_fen == has_cash
    else:
        afforded(offered, balances)


def test_tenders_go_into_escrow_and_come_back_by_the_same_way():
    there = tendered(order_id=ORDER, person_id="p", parts={CREDIT: 3, CASH: 4})
    assert there.key == f"tender:{ORDER}"
    assert [(leg.source, leg.target, leg.amount) for leg in there.legs] == [
        (of_person(AccountKind.CREDIT, "p"), escrow(ORDER), 3),
        (of_person(AccountKind.CASH, "p"), escrow(ORDER), 4),
    ]
    back = returned(order_id=ORDER, person_id="p", source=CASH, ordinal=2, amount_fen=4)
    assert back.key == f"return:{ORDER}:CASH:2"
    [leg] = back.legs
    assert (leg.source, leg.target) == (there.legs[1].target, there.legs[1].source)


def test_a_key_names_the_row_it_is_about():
    assert named(f"tender:{ORDER}") == ("tender", UUID(ORDER))
    assert named(f"return:{ORDER}:CREDIT:1") == ("return", UUID(ORDER))
    assert named("pay:P20260101ABC") == ("pay", None)
    assert named("odd") == ("odd", None)


def test_every_account_of_a_wallet_is_one_of_the_ledger_and_counts_one_unit():
    assert set(UNITS) == set(WalletKind)
    assert {kind.value for kind in WalletKind} <= {kind.value for kind in AccountKind}
