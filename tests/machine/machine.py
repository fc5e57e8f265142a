"""Everything that can happen to teams and money, each step beside what the oracle says of it."""

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from actions.cases import Decision, resolve_payment_case
from actions.order_refunds import retry_refund
from models.cases import PaymentCase
from models.payments import Refund
from rules.cases import CaseResolution
from tests.machine.lives import LivesGoOn
from tests.machine.telling import choices

parts = st.integers(0, 5)


class MoneyMachine(LivesGoOn):
    """Operators too: what they decide, give back and have sent."""

    orders = LivesGoOn.orders

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
        self.give_part_back(order, max(1, order.fen * part // 4), again=again)

    @precondition(lambda self: self.oracle.refunds)
    @rule(choice=choices)
    def an_operator_has_a_refund_sent(self, choice):
        number = list(self.oracle.refunds)[choice % len(self.oracle.refunds)]
        refund = self.oracle.refunds[number]
        found = self.look(Refund.get(number=number))
        step = retry_refund(operator_id=self.people[0].id, refund_id=found.id, now=self.now)
        if self.expect("RefundArrived" if refund.arrived else None, step) is not None:
            refund.next_at = min(refund.next_at, self.now)
