"""Everything that can happen to teams and money, each step beside what the oracle says of it."""

from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from actions.cases import Decision, resolve_payment_case
from actions.order_refunds import OrderRefund, refund_order, retry_refund
from models.cases import PaymentCase
from models.payments import Refund
from resolvers.books import check_books
from rules.cases import CaseResolution
from tests.machine.comparison import differences
from tests.machine.telling import choices
from tests.machine.workers import WorkersWork

BOOKS_EVERY = 8
parts = st.integers(0, 5)


class MoneyMachine(WorkersWork):
    """Operators too, and what must be true after every step."""

    orders = WorkersWork.orders
    steps = 0

    @precondition(lambda self: self.oracle.cases)
    @rule(choice=choices, resolution=st.sampled_from(list(CaseResolution)), waits=st.booleans())
    def an_operator_decides(self, choice, resolution, waits):
        cases = self.oracle.cases
        some = [name for name in cases if cases[name].status == "OPEN"] if waits else []
        names = some or list(cases)
        case = cases[names[choice % len(names)]]
        why = self.oracle.why_not_resolve(case, resolution)
        step = self.decided(case, resolution)
        if self.expect(why, resolve_payment_case(step, now=self.now)) is not None:
            self.oracle.resolve(case, resolution, self.now)
            self.run(resolve_payment_case(step, now=self.now))

    def decided(self, case, resolution):
        found = self.look(PaymentCase.get(reference=case.sum.reference))
        return Decision(
            operator_id=self.people[0].id,
            case_id=found.id,
            resolution=resolution,
            reason="-",
            key=self.next_reference(),
        )

    @rule(order=orders, part=parts, again=st.booleans())
    def an_operator_gives_a_part_back(self, order, part, again):
        fen = max(1, order.fen * part // 4)
        why = None if fen <= order.accepted - order.refunded else "RefundTooLarge"
        wanted = OrderRefund(
            operator_id=self.people[0].id,
            order_id=UUID(order.id),
            amount_fen=fen,
            reason="-",
            key=self.next_reference(),
        )
        if self.expect(why, refund_order(wanted, now=self.now)) is not None:
            self.oracle.give_back(order, fen, self.now)
            if again:
                self.run(refund_order(wanted, now=self.now))

    @precondition(lambda self: self.oracle.refunds)
    @rule(choice=choices)
    def an_operator_has_a_refund_sent(self, choice):
        number = list(self.oracle.refunds)[choice % len(self.oracle.refunds)]
        refund = self.oracle.refunds[number]
        found = self.look(Refund.get(number=number))
        step = retry_refund(operator_id=self.people[0].id, refund_id=found.id, now=self.now)
        if self.expect("RefundArrived" if refund.arrived else None, step) is not None:
            refund.next_at = min(refund.next_at, self.now)

    @invariant()
    def the_database_is_as_the_oracle_says(self):
        assert self.run(differences(self.oracle)) == []
        self.steps += 1
        if self.steps % BOOKS_EVERY == 0:
            assert self.run(check_books()) == []
