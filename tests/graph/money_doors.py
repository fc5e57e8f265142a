"""The doors to cases, refunds and discrepancies, which operators alone go through."""

from uuid import uuid4

from actions.cases import Decision, resolve_payment_case
from actions.payments import record_money
from actions.refunds import record_refund
from models.cases import PaymentCase
from models.payments import Payment
from models.reconciliation import Discrepancy
from rules.cases import CaseResolution
from tests.actions.worlds import money

OPERATORS_ONLY = "UNAUTHENTICATED FORBIDDEN FORBIDDEN FORBIDDEN"
NOTHING_BUT_FOR_OPERATORS = "UNAUTHENTICATED null null null shown"

QUERIES = {
    "paymentCases(first: 1) { nodes { id } }": f"{OPERATORS_ONLY} shown",
    "paymentCase(id: $money_case) { id }": f"{OPERATORS_ONLY} shown",
    "delayedRefunds(first: 1) { nodes { id } }": f"{OPERATORS_ONLY} shown",
    "reconciliations(first: 1) { nodes { id } }": f"{OPERATORS_ONLY} shown",
    "discrepancies(first: 1) { nodes { id } }": f"{OPERATORS_ONLY} shown",
    "node(id: $money_case) { id }": NOTHING_BUT_FOR_OPERATORS,
    "node(id: $difference) { id }": NOTHING_BUT_FOR_OPERATORS,
    "node(id: $nobodys_refund) { id }": NOTHING_BUT_FOR_OPERATORS,
}

MUTATIONS = {
    "resolvePaymentCase": (
        lambda ids: {
            "caseId": ids["money_case"],
            "resolution": "RETURNED_OUTSIDE",
            "reason": "凭证 1",
            "idempotencyKey": uuid4().hex,
        },
        f"{OPERATORS_ONLY} PaymentCaseResolved",
    ),
    "refundOrder": (
        lambda ids: {
            "orderId": ids["order"],
            "amountFen": "1",
            "reason": "少了",
            "idempotencyKey": uuid4().hex,
        },
        f"{OPERATORS_ONLY} RefundTooLarge",
    ),
    "retryRefund": (
        lambda ids: {"refundId": ids["nobodys_refund"]},
        f"{OPERATORS_ONLY} RefundRetried",
    ),
    "resolveDiscrepancy": (
        lambda ids: {"discrepancyId": ids["difference"], "reason": "已核对"},
        f"{OPERATORS_ONLY} DiscrepancySettled",
    ),
}


async def stage_money(operator, now, gid):
    """The ids of a case, of a refund of nobody's order, and of a difference."""
    for number in ("P-open", "P-back"):
        await record_money(money(Payment(number=number, amount_fen=5), at=now), now=now)
    case, back = [await PaymentCase.get(reference=f"T{number}") for number in ("P-open", "P-back")]
    decision = Decision(
        operator_id=operator.id,
        case_id=back.id,
        resolution=CaseResolution.REFUND,
        reason="凭证 2",
        key="back",
    )
    refunding = await resolve_payment_case(decision, now=now)
    await record_refund(number="P-none-1", payment_number="P-none", amount_fen=5, now=now)
    return {
        "money_case": gid("PaymentCase", case.id),
        "nobodys_refund": gid("Refund", refunding.refund_id),
        "difference": gid("Discrepancy", (await Discrepancy.get()).id),
    }
