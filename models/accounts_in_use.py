"""What somebody's account is needed for still, as the tables say it."""

from models.db import rows
from models.people import Person
from rules.people import AccountUse

_USES = """
    SELECT 'ORDERS_UNDER_WAY' AS use WHERE EXISTS (
      SELECT 1 FROM orders WHERE person_id = $1
         AND (status NOT IN ('COMPLETED', 'CLOSED') OR disputes > 0))
    UNION ALL
    SELECT 'REFUNDS_UNDER_WAY' WHERE EXISTS (
      SELECT 1 FROM orders o JOIN payment p ON p.order_id = o.id
        JOIN refund r ON r.payment_id = p.id
       WHERE o.person_id = $1 AND r.status <> 'SUCCEEDED')
    UNION ALL
    SELECT 'WITHDRAWALS_UNDER_WAY' WHERE EXISTS (
      SELECT 1 FROM withdrawal WHERE party_id = $1 AND ended_at IS NULL)
    UNION ALL
    SELECT 'HOLDS_MONEY' WHERE EXISTS (
      SELECT 1 FROM account
       WHERE owner = $2 AND kind IN ('CREDIT', 'CASH', 'FUND') AND balance <> 0)
       OR EXISTS (
      SELECT 1 FROM dividend_period d JOIN dividend_payout p ON p.period_id = d.id
       WHERE d.status = 'POSTED' AND p.person_id = $1 AND p.paid_at IS NULL)
    UNION ALL
    SELECT 'OWES_MONEY' WHERE EXISTS (
      SELECT 1 FROM account WHERE owner = $2 AND kind = 'RECEIVABLE' AND balance <> 0)
    UNION ALL
    SELECT 'ACTS_FOR_MERCHANT' WHERE $3 = 'MERCHANT' OR EXISTS (
      SELECT 1 FROM merchant_staff WHERE person_id = $1)
    UNION ALL
    SELECT 'RUNS_PLATFORM' WHERE $3 = 'OPERATOR'
    """


async def uses_of(person: Person) -> tuple[AccountUse, ...]:
    """Return what an account cannot be closed for, the weightiest first; none where it can."""
    found = await rows(_USES, person.id, str(person.id), str(person.role))
    needed = {row["use"] for row in found}
    return tuple(use for use in AccountUse if use in needed)
