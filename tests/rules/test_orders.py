import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.orders import OrderKind, OrderStatus, may_address, may_cancel, total
from rules.refusals import OrderNotAddressable, OrderNotCancellable


@given(st.integers(0, 10**9), st.integers(1, 10**4), st.data())
def test_a_total_is_the_goods_less_the_discount(price, quantity, data):
    discount = data.draw(st.integers(0, price * quantity))
    fen = total(unit_price_fen=price, quantity=quantity, discount_fen=discount)
    assert fen + discount == price * quantity


def test_a_discount_never_exceeds_the_goods():
    with pytest.raises(AssertionError):
        total(unit_price_fen=100, quantity=2, discount_fen=201)


@pytest.mark.parametrize("kind", OrderKind)
@pytest.mark.parametrize("status", OrderStatus)
def test_only_an_unpaid_order_without_a_seat_is_called_off(status, kind):
    if status is OrderStatus.AWAITING_PAYMENT and kind is not OrderKind.TEAM:
        may_cancel(status, kind)
        return
    with pytest.raises(OrderNotCancellable) as answer:
        may_cancel(status, kind)
    assert answer.value.status == status


@pytest.mark.parametrize("status", OrderStatus)
def test_an_address_may_change_until_the_goods_are_gone(status):
    if status in {"AWAITING_PAYMENT", "PAID", "CONFIRMED"}:
        may_address(status)
        return
    with pytest.raises(OrderNotAddressable):
        may_address(status)
