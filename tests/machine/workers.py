"""What time does: two workers that are given errands, stall, and go on."""

from collections import deque
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from actions.deadlines import close_due_team, settle_due_team
from actions.leases import claim_due_payments, claim_due_refunds
from actions.relay import place_events
from rules.leases import LeaseLost
from rules.policy import POLICY
from tests.machine.purse import ANSWERS
from tests.machine.telling import ProviderTells

MINUTE, DAY = 60, 24 * 60 * 60
seconds = st.sampled_from([1, 3, MINUTE, MINUTE, 14 * MINUTE, 15 * MINUTE, 31 * MINUTE, DAY])
SWEEPS = ("all", "holds", "deadlines", "formed", "refunds")
some_answers = st.lists(st.sampled_from(ANSWERS), min_size=4, max_size=4)
limits = st.integers(1, 3)


class WorkersWork(ProviderTells):
    seats = ProviderTells.seats

    def __init__(self, *args):
        super().__init__(*args)
        self.stalled, self.turns = deque(), 0

    @rule(seconds=seconds)
    def wait(self, seconds):
        self.now += timedelta(seconds=seconds)

    @rule(what=st.sampled_from(SWEEPS), answers=some_answers)
    def a_worker_sweeps(self, what, answers):
        if what in {"holds", "all"}:
            self.holds_end(answers)
        if what in {"deadlines", "all"}:
            self.deadlines_pass()
        if what in {"formed", "all"}:
            assert self.until_none(settle_due_team) == self.oracle.settle()
            self.run(place_events())
        if what in {"refunds", "all"}:
            self.refunds_are_sent(answers)

    @rule(rounds=st.integers(1, 4))
    def the_provider_is_down(self, rounds):
        for _ in range(rounds):
            self.holds_end(("nothing",))
            self.refunds_are_sent(("nothing", "later"))
            self.now += timedelta(minutes=1)

    @rule(seat=seats)
    def its_deadline_comes(self, seat):
        self.now = max(self.now, seat.team.closes_at)
        self.holds_end()
        self.deadlines_pass()

    def holds_end(self, answers=("at once",)):
        for n, row in enumerate(self.claimed_payments(100)):
            self.end_payment(row, answers[n % len(answers)])

    def refunds_are_sent(self, answers=("at once",)):
        for n, row in enumerate(self.claimed_refunds(100)):
            self.send_refund(row, answers[n % len(answers)])

    def deadlines_pass(self):
        assert self.until_none(close_due_team) == self.oracle.decide(self.now)

    def until_none(self, step):
        count = 0
        while self.run(step(now=self.now)) is not None:
            count += 1
        return count

    @rule(limit=limits, of_payments=st.booleans(), another_goes_on=st.booleans())
    def a_worker_stalls(self, limit, of_payments, another_goes_on):
        if of_payments:
            self.stalled += [(self.end_payment, row) for row in self.claimed_payments(limit)]
        else:
            self.stalled += [(self.send_refund, row) for row in self.claimed_refunds(limit)]
        if another_goes_on:
            self.now += POLICY.lease
            self.holds_end(("at once", "nothing"))
            self.refunds_are_sent(("nothing", "at once"))

    @precondition(lambda self: self.stalled)
    @rule(last=st.booleans(), answer=st.sampled_from(ANSWERS))
    def a_stalled_worker_goes_on(self, last, answer):
        errand, row = self.stalled.pop() if last else self.stalled.popleft()
        errand(row, answer)

    def claimed_payments(self, limit):
        due = self.oracle.due_payments(self.now)
        found = self.run(claim_due_payments(now=self.now, limit=limit))
        assert len(found) == min(limit, len(due))
        for row in found:
            assert row["lease_no"] == self.oracle.claim_payment(due[row["number"]], self.now)
        return in_order(found, due)

    def claimed_refunds(self, limit):
        due = self.oracle.due_refunds(self.now)
        found = self.run(claim_due_refunds(now=self.now, limit=limit))
        assert len(found) == min(limit, len(due))
        for row in found:
            assert row["lease_no"] == self.oracle.claim_refund(due[row["number"]], self.now)
        return in_order(found, due)

    def next_worker(self):
        self.turns += 1
        return self.workers[self.turns % 2]

    def is_lost(self, errand):
        """Whether the worker learns that the errand is another's by now."""
        try:
            self.run(errand)
        except LeaseLost:
            return True
        return False

    def end_payment(self, row, answer):
        by_number = {order.number: order for order in self.oracle.orders.values()}
        order, self.purse.answers = by_number[row["number"]], answer
        lost = self.is_lost(self.next_worker()._end_payment(row))
        assert lost == (order.lease.no != row["lease_no"])
        if not lost and answer == "nothing":
            self.oracle.not_asked(order, self.now)
        elif not lost:
            self.conclude(order)

    def send_refund(self, row, answer):
        refund, self.purse.answers = self.oracle.refunds[row["number"]], answer
        lost = self.is_lost(self.next_worker()._send_refund(row))
        assert lost == (refund.lease.no != row["lease_no"])
        if not lost and answer == "at once":
            self.oracle.arrived(row["number"])
        elif not lost:
            self.oracle.not_sent(row["number"], self.now)


def in_order(found, due):
    """As they came to be, so that the same choices make the same run."""
    places = list(due)
    return sorted(found, key=lambda row: places.index(row["number"]))
