"""Which accounts can be meant, and how little of them is kept."""

import pytest

from rules import payees as rules
from rules.faults import BadInput
from rules.payees import PayoutChannel
from rules.refusals import HolderDiffers, TooManyPayoutMethods

CARD, WECHAT, ALIPAY = PayoutChannel.BANK_CARD, PayoutChannel.WECHAT, PayoutChannel.ALIPAY


@pytest.mark.parametrize(
    ("channel", "account", "masked"),
    [
        (CARD, "6222 0212 3456 7894", "**** 7894"),
        (WECHAT, "138 0000 0000", "138****0000"),
        (ALIPAY, "13800000000", "138****0000"),
        (ALIPAY, "wang@example.com", "w***@example.com"),
    ],
)
def test_an_account_that_can_be_meant(channel, account, masked):
    wanted = rules.payee(channel, account=account, holder=" 王小明 ")
    assert (wanted.holder, rules.account_masked(wanted)) == ("王小明", masked)
    assert len(rules.account_masked(wanted)) <= 40


@pytest.mark.parametrize(
    ("channel", "account"),
    [
        (CARD, "6222021234567890"),
        (CARD, "622202"),
        (CARD, "13800000000"),
        (WECHAT, "wang@example.com"),
        (WECHAT, "12800000000"),
        (ALIPAY, "wang@"),
        (ALIPAY, ""),
    ],
)
def test_an_account_that_cannot(channel, account):
    with pytest.raises(BadInput):
        rules.payee(channel, account=account, holder="王小明")


def test_nobody_without_a_name():
    for holder in ("", "王", "王\n明", "王" * 41):
        with pytest.raises(BadInput):
            rules.payee(WECHAT, account="13800000000", holder=holder)


@pytest.mark.parametrize("number", ["11010519491231002X", "110105 19491231 002x"])
def test_a_number_that_can_be_somebodys(number):
    who = rules.identity(name="王小明", id_number=number)
    assert who.id_number == "11010519491231002X"
    assert rules.id_masked(who.id_number) == "1****************X"


@pytest.mark.parametrize("number", ["110105194912310021", "11010519491231002", "X" * 18, ""])
def test_a_number_that_is_nobodys(number):
    with pytest.raises(BadInput):
        rules.identity(name="王小明", id_number=number)


def test_bounds():
    rules.may_add(4)
    with pytest.raises(TooManyPayoutMethods):
        rules.may_add(5)
    rules.is_own("王小明", real_name=None)
    with pytest.raises(HolderDiffers):
        rules.is_own("王小明", real_name="李四")
