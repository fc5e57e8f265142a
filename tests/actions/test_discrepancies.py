"""What the provider's books and ours do not agree on is seen to by an operator, once."""

from actions.reconciliation import resolve_discrepancy
from actions.refunds import record_refund
from models.audit import AuditEntry
from models.reconciliation import Discrepancy
from rules.refusals import DiscrepancyNotFound, DiscrepancyResolved
from tests.actions.worlds import make_world


async def test_an_operator_sees_to_a_difference_once(noon, books, refused):
    await record_refund(number="P-1", payment_number="P", amount_fen=9, now=noon)
    row = await Discrepancy.get()
    operator = await (await make_world(noon)).person()
    seen = {"operator_id": operator.id, "reason": "已与通道核对", "now": noon}
    done = await resolve_discrepancy(discrepancy_id=row.id, **seen)
    assert (done.resolved_at, done.resolved_by_id, done.reason) == (
        noon,
        operator.id,
        "已与通道核对",
    )
    assert (await AuditEntry.get(verb="resolveDiscrepancy")).subject == row.key
    for absent, refusal in ((row.id, DiscrepancyResolved), (operator.id, DiscrepancyNotFound)):
        async with refused(refusal):
            await resolve_discrepancy(discrepancy_id=absent, **seen)
