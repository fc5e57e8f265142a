"""Everything that can happen to teams and money, each step beside what the oracle says of it."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, invariant, multiple, rule

from actions.deadlines import close_due_team, settle_due_team
from actions.orders import buy_solo, cancel_order
from actions.payments import claim_due_payments, record_money
from actions.refunds import claim_due_refunds, postpone_refund, record_refund
from actions.relay import place_events
from actions.teams import call_off_team, cancel_team, join_team, leave_team, open_team
from models.payments import Payment
from rules.teams import EndReason
from tests.actions.worlds import money
from tests.machine.comparison import differences
from tests.machine.ground import OFFERS, PEOPLE, Ground
from tests.machine.oracle import Team

people = st.integers(0, PEOPLE - 1)
quantities = st.sampled_from([1, 1, 1, 2])
strays = st.sampled_from(["stranger", "dollars", -1, 1])
offers = st.integers(0, len(OFFERS) - 1)
minutes = st.sampled_from([1, 14, 15, 31, 60, 24 * 60 - 1, 24 * 60])


class MoneyMachine(Ground):
    orders = Bundle("orders")
    seats = orders.filter(lambda order: order.team is not None)
    sums = Bundle("sums")

    # --- people ---------------------------------------------------------------------

    @rule(target=orders, person=people, offer=offers, quantity=quantities)
    def open_team(self, person, offer, quantity):
        world, campaign = self.worlds[offer], self.oracle.campaigns[offer]
        why = self.oracle.why_not_open(person, campaign, quantity, self.now)
        wish = self.wish(person, quantity, world)
        placed = self.expect(why, open_team(wish, campaign_id=world.campaign.id, now=self.now))
        if placed is None:
            return multiple()
        team = Team(placed.team.code, campaign, person, placed.team.closes_at)
        return self.note(placed, person, team)

    @rule(target=orders, person=people, seat=seats, quantity=quantities)
    def join_team(self, person, seat, quantity):
        team = seat.team
        world = self.worlds[self.oracle.campaigns.index(team.campaign)]
        why = self.oracle.why_not_join(person, team, quantity, self.now)
        wish = self.wish(person, quantity, world)
        placed = self.expect(why, join_team(wish, team_code=team.code, now=self.now))
        return multiple() if placed is None else self.note(placed, person, team)

    @rule(seat=seats, count=st.integers(1, PEOPLE))
    def friends_join_and_pay(self, seat, count):
        for person in range(count):
            order = self.join_team(person, seat, 1)
            if order in self.oracle.orders.values():
                self.pay(order, paid_at=self.now)

    @rule(target=orders, person=people, quantity=quantities)
    def buy_solo(self, person, quantity):
        wish = self.wish(person, quantity, self.worlds[0])
        placed = self.expect(self.oracle.why_not_buy(quantity), buy_solo(wish, now=self.now))
        return multiple() if placed is None else self.note(placed, person, None)

    @rule(order=orders)
    def cancel_order(self, order):
        person_id = self.people[order.person].id
        payable = order.team is None and order.status == "AWAITING_PAYMENT"
        why = None if payable else "OrderNotCancellable"
        ask = cancel_order(person_id=person_id, order_id=order.id, now=self.now)
        if self.expect(why, ask) is not None:
            self.give_up(order, EndReason.BUYER_CANCELLED)

    @rule(person=people, seat=seats, own=st.booleans())
    def cancel_team(self, person, seat, own):
        team, person = seat.team, seat.person if own else person
        why = self.oracle.why_not_cancel(person, team, self.now)
        person_id = self.people[person].id
        leaving = self.expect(
            why, cancel_team(person_id=person_id, team_code=team.code, now=self.now)
        )
        if leaving is None:
            return
        seat = team.sitting(person)
        assert (leaving.unpaid is not None) == (seat.seat == "HELD")
        if leaving.unpaid is None:
            self.oracle.end(team, "CANCELLED", self.now)
        else:
            self.give_up(seat, EndReason.LEADER_CANCELLED)

    @rule(person=people, seat=seats, own=st.booleans())
    def leave_team(self, person, seat, own):
        team, person = seat.team, seat.person if own else person
        why = self.oracle.why_not_leave(person, team, self.now)
        person_id = self.people[person].id
        leaving = self.expect(
            why, leave_team(person_id=person_id, team_code=team.code, now=self.now)
        )
        if leaving is None:
            return
        seat = team.sitting(person)
        assert (leaving.unpaid is not None) == (seat.seat == "HELD")
        if leaving.unpaid is None:
            self.oracle.left(seat, self.now)
        else:
            self.give_up(seat, EndReason.LEFT)

    @rule(seat=seats)
    def call_off(self, seat):
        team = seat.team
        why = self.oracle.why_not_call_off(team)
        operator_id = self.people[0].id
        step = call_off_team(operator_id=operator_id, team_code=team.code, reason="-", now=self.now)
        if self.expect(why, step) is not None:
            self.oracle.end(team, "CANCELLED", self.now)

    # --- the provider -----------------------------------------------------------------

    @rule(target=sums, order=orders)
    def pay_in_time(self, order):
        return self.pay(order, paid_at=min(self.now, order.expires_at))

    @rule(target=sums, order=orders)
    def pay_now(self, order):
        return self.pay(order, paid_at=self.now)

    @rule(target=sums, order=orders)
    def pay_too_late(self, order):
        self.now = max(self.now, order.expires_at + timedelta(minutes=1))
        return self.pay(order, paid_at=self.now)

    @rule(seat=seats)
    def everybody_pays(self, seat):
        for order in [order for order in seat.team.orders if order.seat == "HELD"]:
            self.pay(order, paid_at=min(self.now, order.expires_at))

    @rule(target=sums, order=orders, wrong=strays)
    def pay_astray(self, order, wrong):
        if wrong == "stranger":
            return self.tell((None, 700, "CNY", self.now, self.next_reference()))
        if wrong == "dollars":
            return self.pay(order, paid_at=self.now, currency="USD")
        return self.pay(order, paid_at=self.now, change=wrong)

    def pay(self, order, *, paid_at, change=0, currency="CNY"):
        return self.tell((order, order.fen + change, currency, paid_at, self.next_reference()))

    def tell(self, told):
        order, fen, currency, paid_at, reference = told
        number = order.number if order else "P-elsewhere"
        facts = {"reference": reference, "amount_fen": fen, "currency": currency}
        said = money(Payment(number=number, amount_fen=fen), at=paid_at, **facts)
        outcome = self.run(record_money(said, now=self.now))
        expected = self.oracle.money(
            order, reference=reference, fen=fen, currency=currency, paid_at=paid_at, now=self.now
        )
        assert outcome == expected
        return told

    @rule(told=sums)
    def tell_again(self, told):
        before = self.run(differences(self.oracle))
        self.tell(told)
        assert self.run(differences(self.oracle)) == before == []

    # --- time -------------------------------------------------------------------------

    @rule(minutes=minutes)
    def wait(self, minutes):
        self.now += timedelta(minutes=minutes)

    @rule()
    def holds_end(self):
        due = self.run(claim_due_payments(now=self.now))
        orders = {order.number: order for order in self.oracle.orders.values()}
        expired = [orders[row["number"]] for row in due]
        assert {order.id for order in expired} == self.oracle.expired(self.now)
        for order in expired:
            self.give_up(order, EndReason.UNPAID)

    @rule()
    def deadlines_pass(self):
        assert self.until_none(close_due_team) == self.oracle.decide(self.now)

    @rule(seat=seats)
    def its_deadline_comes(self, seat):
        self.now = max(self.now, seat.team.closes_at)
        self.holds_end()
        self.deadlines_pass()

    @rule()
    def formed_teams_settle(self):
        assert self.until_none(settle_due_team) == self.oracle.settle()

    def until_none(self, step):
        count = 0
        while self.run(step(now=self.now)) is not None:
            count += 1
        return count

    @rule(arrives=st.lists(st.booleans(), min_size=8, max_size=8))
    def refunds_are_sent(self, arrives):
        due = self.run(claim_due_refunds(now=self.now))
        assert {row["number"] for row in due} == self.oracle.due_refunds(self.now)
        for n, row in enumerate(sorted(due, key=lambda row: row["number"])):
            ask = {"now": self.now}
            if arrives[n % len(arrives)]:
                assert self.run(record_refund(number=row["number"], **ask))
            else:
                self.run(postpone_refund(refund_id=row["id"], error="no answer", **ask))
            self.oracle.sent(row["number"], self.now, arrives=arrives[n % len(arrives)])

    @rule(choice=st.integers(0, 99))
    def a_refund_is_told_of(self, choice):
        if self.oracle.refunds:
            number = sorted(self.oracle.refunds)[choice % len(self.oracle.refunds)]
            news = self.run(record_refund(number=number, now=self.now))
            assert news == self.oracle.arrived(number)

    @rule()
    def the_relay_comes_by(self):
        self.run(place_events())

    @invariant()
    def the_database_is_as_the_oracle_says(self):
        assert self.run(differences(self.oracle)) == []
