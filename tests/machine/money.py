"""The oracle's money: what a sum becomes, what goes back, and who may say so."""

from abc import abstractmethod
from collections import Counter
from datetime import timedelta

from rules.leases import rest
from rules.payments import BACKOFF_SECONDS
from rules.policy import POLICY
from tests.machine.facts import Case, Refund
from tests.machine.wallets import Wallets, shared

LATE_AFTER = 3


class Money(Wallets):
    def __init__(self, ids, held):
        super().__init__(ids, held)
        self.orders, self.refunds, self.cases = {}, {}, {}
        self.told, self.suspense, self.ordinals = {}, 0, Counter()

    @abstractmethod
    def give_up(self, order): ...

    @abstractmethod
    def _fill(self, order): ...

    # --- sums that come -----------------------------------------------------------

    def money(self, sum_, now):
        """What a sum becomes; telling it again changes nothing."""
        if sum_.reference not in self.told:
            outcome = self._outcome(sum_)
            self.told[sum_.reference] = outcome
            self._carry_out(sum_, outcome, now)
        return self.told[sum_.reference]

    def _outcome(self, sum_):
        order = sum_.order
        if order is None:
            return "UNKNOWN"
        if order.payment == "SUCCEEDED":
            return "DUPLICATE"
        if (sum_.fen, sum_.currency) != (order.due, "CNY"):
            return "WRONG_AMOUNT"
        if order.payment == "CLOSED" or sum_.paid_at > order.expires_at:
            return "LATE"
        return "SEAT" if order.team else "ORDER"

    def _carry_out(self, sum_, outcome, now):
        order = sum_.order
        if outcome in ("SEAT", "ORDER"):
            order.payment, order.accepted = "SUCCEEDED", order.due
            self._fill(order)
            return
        if outcome in ("LATE", "WRONG_AMOUNT"):
            self.give_up(order)
        if outcome == "LATE":
            order.payment = "SUCCEEDED"
        self._open_case(sum_, now)

    def _open_case(self, sum_, now):
        case = self.cases[sum_.reference] = Case(sum_)
        if sum_.currency != "CNY":
            return
        if sum_.order is None:
            self.suspense += sum_.fen
            return
        case.status, case.resolution = "REFUNDING", "REFUND"
        case.refund = self._refund(sum_.number, sum_.order, sum_.fen, now)

    def why_not_resolve(self, case, resolution):
        if case.status != "OPEN":
            return "CaseNotOpen"
        foreign = case.sum.currency != "CNY" and resolution == "REFUND"
        return "CaseNotRefundable" if foreign else None

    def resolve(self, case, resolution, now):
        case.resolution, case.status = resolution, "RESOLVED"
        if case.sum.currency == "CNY":
            self.suspense -= case.sum.fen
        if resolution == "REFUND":
            case.status = "REFUNDING"
            case.refund = self._refund(case.sum.number, case.sum.order, case.sum.fen, now)

    # --- money that goes back -----------------------------------------------------

    def _refund(self, number, order, fen, now):
        self.ordinals[number] += 1
        if order is not None:
            order.in_flight += fen
        refund = Refund(f"{number}-{self.ordinals[number]}", order, fen, now)
        self.refunds[refund.number] = refund
        return refund

    def _refund_rest(self, order, now):
        left = {source: fen - order.back[source] for source, fen in order.sources().items()}
        self._send_back(order, left, now)

    def give_back(self, order, fen, now):
        """Of each thing it was paid with so much that all refunds together are in proportion."""
        sources = order.sources()
        shares = shared(order.refunded + fen, list(sources.values()))
        back = {s: share - order.back[s] for s, share in zip(sources, shares, strict=True)}
        self._send_back(order, back, now)

    def _send_back(self, order, parts, now):
        for source, fen in parts.items():
            if source != "PAYMENT":
                self.tender_back(order, source, fen)
            elif fen:
                order.back[source] += fen
                self._refund(order.number, order, fen, now)

    def in_flight_elsewhere(self):
        """What goes back for numbers that are nobody's."""
        return sum(r.fen for r in self.refunds.values() if r.order is None and not r.arrived)

    def arrived(self, number):
        """Whether that was news."""
        refund = self.refunds[number]
        news = not refund.arrived
        if news:
            refund.arrived, refund.lease.until = True, None
            for case in self.cases.values():
                if case.refund is refund:
                    case.status = "RESOLVED"
            if refund.order is not None:
                refund.order.in_flight -= refund.fen
        return news

    def not_sent(self, number, now):
        refund = self.refunds[number]
        if refund.arrived:
            return False
        wait = BACKOFF_SECONDS[min(refund.attempts, len(BACKOFF_SECONDS)) - 1]
        refund.next_at, refund.lease.until = now + timedelta(seconds=wait), None
        late = refund.attempts >= LATE_AFTER
        refund.is_late = refund.is_late or late
        return late

    # --- errands that workers are given -------------------------------------------

    def due_payments(self, now):
        asked_in_vain = now - POLICY.lease
        return {
            order.number: order
            for order in self.orders.values()
            if order.payment == "PENDING"
            and (order.expires_at <= now or (order.closing_at or now) <= asked_in_vain)
            and order.lease.is_free(now)
        }

    def claim_payment(self, order, now):
        order.closing_at = order.closing_at or now
        return order.lease.take(now)

    def not_asked(self, order, now):
        if order.payment != "PENDING":
            return
        order.lease.until = now + rest(order.lease.no)
        if now >= order.expires_at + POLICY.answer:
            self.give_up(order)

    def due_refunds(self, now):
        return {
            number: refund
            for number, refund in self.refunds.items()
            if not refund.arrived and refund.next_at <= now and refund.lease.is_free(now)
        }

    def claim_refund(self, refund, now):
        refund.attempts += 1
        return refund.lease.take(now)
