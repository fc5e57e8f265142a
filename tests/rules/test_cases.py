import pytest

from rules.cases import CaseStatus, is_open, may_go_back
from rules.refusals import CaseNotOpen, CaseNotRefundable


def test_only_an_open_case_is_decided():
    is_open(CaseStatus.OPEN)
    for status in (CaseStatus.REFUNDING, CaseStatus.RESOLVED):
        with pytest.raises(CaseNotOpen) as refusal:
            is_open(status)
        assert refusal.value.status == status


@pytest.mark.parametrize(
    ("payment_number", "currency", "allowed"),
    [
        ("P1", "CNY", True),
        ("P" * 61, "CNY", True),
        ("P" * 62, "CNY", False),
        ("a.B_c:d-9", "CNY", True),
        ("", "CNY", False),
        ("-P1", "CNY", False),
        ("P 1", "CNY", False),
        ("P/1", "CNY", False),
        ("P1\n", "CNY", False),
        ("单号一", "CNY", False),
        ("P1", "USD", False),
        ("P1", "cny", False),
    ],
)
def test_what_the_provider_can_be_asked_for(payment_number, currency, allowed):
    if allowed:
        may_go_back(payment_number=payment_number, currency=currency)
        return
    with pytest.raises(CaseNotRefundable) as refusal:
        may_go_back(payment_number=payment_number, currency=currency)
    assert refusal.value.problem
