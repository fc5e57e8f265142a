"""What the provider takes and tells: twice, late, in another order, wrong, or never."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, consumes, multiple, precondition, rule

from actions.payments import record_money
from actions.refunds import record_refund
from rules.payments import Money, ReferenceReused
from tests.machine.comparison import differences
from tests.machine.facts import Sum
from tests.machine.people import PeopleDo
from tests.machine.planted import PEOPLE

GOOD = ("in time", "in time", "in time", "now", "twice")
BAD = ("too late", "too late", "less", "more", "dollars", "elsewhere")
likely = st.sampled_from([True, True, False])
LIES = ({}, {}, {"amount_fen": 3}, {"currency": "EUR"})
choices = st.integers(0, 99)
changes = st.sampled_from([0, 0, 0, 1])


class ProviderTells(PeopleDo):
    seats = PeopleDo.seats
    # Where accounts paid all of it, or it costs nothing, no money is told of.
    payable = PeopleDo.orders.filter(lambda order: order.number is not None)
    sums = Bundle("sums")
    untold = Bundle("untold")

    @rule(target=sums, order=payable, waits=likely, how=st.sampled_from(GOOD))
    def pay_for(self, order, waits, how):
        order = self.one_that_waits(order) if waits else order
        in_time = min(self.now, order.expires_at)
        if how == "twice":
            taken = [self.sum_for(order, paid_at=in_time) for _ in range(2)]
            return multiple(*[self.tell(sum_) for sum_ in reversed(taken)])
        return self.pay(order, paid_at=in_time if how == "in time" else self.now)

    @rule(target=sums, order=payable, waits=likely, how=st.sampled_from(BAD))
    def pay_in_vain(self, order, waits, how):
        if how == "elsewhere":
            number = f"P-elsewhere-{self.references % 2}"
            return self.tell(Sum(self.next_reference(), number, None, 700, "CNY", self.now))
        order = self.one_that_waits(order) if waits else order
        if how == "too late":
            self.now = max(self.now, order.expires_at + timedelta(minutes=1))
            return self.pay(order, paid_at=self.now)
        wrong = {"less": {"change": -1}, "more": {"change": 1}, "dollars": {"currency": "USD"}}
        return self.pay(order, paid_at=min(self.now, order.expires_at), **wrong[how])

    def one_that_waits(self, order):
        """This one if it waits to be paid, or the first that does, or a new one if there can be."""
        waiting = [o for o in self.oracle.orders.values() if o.payment == "PENDING"]
        if waiting:
            return order if order in waiting else waiting[0]
        return self.opened(order.person, 0) or self.bought(order.person, 1) or order

    @rule(seat=seats)
    def everybody_pays(self, seat):
        for order in [order for order in seat.team.orders if order.seat == "HELD"]:
            self.pay(order, paid_at=min(self.now, order.expires_at))

    @rule(seat=seats, count=st.integers(2, PEOPLE))
    def friends_join_and_pay(self, seat, count):
        for person in range(count):
            self.joined(person, seat)
        self.everybody_pays(seat)

    def pay(self, order, **facts):
        return self.tell(self.sum_for(order, **facts))

    def tell(self, sum_):
        outcome = self.run(record_money(as_told(sum_), now=self.now))
        assert outcome == self.oracle.money(sum_, self.now)
        return sum_

    @rule(told=sums, lie=st.sampled_from(LIES))
    def tell_again(self, told, lie):
        before = self.run(differences(self.oracle))
        if lie:
            assert self.is_another(told, lie), "one reference, two sums"
        else:
            self.tell(told)
        assert self.run(differences(self.oracle)) == before == []

    def is_another(self, told, lie):
        try:
            self.run(record_money(as_told(told, **lie), now=self.now))
        except ReferenceReused:
            return True
        return False

    # --- taken first, told in another order, or only when asked ---------------------------

    @rule(target=untold, order=payable, forgotten=st.booleans(), change=changes)
    def take_silently(self, order, forgotten, change):
        """The provider takes money; until it tells, it admits to it or has forgotten it."""
        order = self.one_that_waits(order)
        sum_ = self.sum_for(order, paid_at=self.now, change=change)
        self.purse.untold.append(sum_)
        if forgotten:
            self.purse.forgotten.add(sum_.reference)
        return sum_

    @rule(target=sums, told=consumes(untold))
    def tell_in_any_order(self, told):
        return self.tell(told)

    @precondition(lambda self: self.oracle.refunds)
    @rule(choice=choices)
    def a_refund_is_told_of(self, choice):
        number = list(self.oracle.refunds)[choice % len(self.oracle.refunds)]
        news = self.run(record_refund(number=number, now=self.now))
        assert news == self.oracle.arrived(number)


def as_told(sum_, **other):
    facts = {
        "reference": sum_.reference,
        "payment_number": sum_.number,
        "amount_fen": sum_.fen,
        "currency": sum_.currency,
        "paid_at": sum_.paid_at,
    }
    return Money(**{**facts, **other})
