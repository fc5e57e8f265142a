"""What may come into somebody's money, and what must have happened first: goods, never people.

A closed list, beside ``check-books`` and not of it: written anew from the promise that nobody is
paid for recruiting, nor out of a fee, so that a new way to pay people has to be written here too.
"""

from models.db import rows

# Whatever a person has or owes in money; what else is theirs becomes money through these alone.
THEIRS = ("CASH", "CREDIT", "FUND", "RECEIVABLE")
# Tests give people something to begin with, and no part of the product posts this.
BY_HAND = ("GIFT",)

# By the kind of a journal ``j`` that moves something from ``s`` to person ``p``: the cause it has.
_ORDER = "SELECT 1 FROM orders o WHERE o.id::text = j.cause AND o.paid_at IS NOT NULL"
CAUSES = {
    # Somebody else bought goods by their leading, paid for them, has them and keeps them.
    "ORDER_SETTLED": f"""EXISTS ({_ORDER} AND (s.kind, s.owner) = ('ESCROW', o.id::text)
      AND o.person_id <> p.id AND o.total_fen > o.shipping_fen AND o.received_at IS NOT NULL
      AND o.settled_at >= o.received_at + interval '8 days'
      AND EXISTS (SELECT 1 FROM commission c WHERE c.order_id = o.id AND c.person_id = p.id
                   AND c.why = 'DUE' AND c.settled_at = o.settled_at AND c.amount_fen >= t.amount))
      """,  # noqa: S608 - what is put together here is written here
    # They lost a draw they had paid for.
    "SUBSIDY": f"""EXISTS ({_ORDER} AND o.person_id = p.id
      AND (s.kind, s.owner) = ('BUDGET', o.campaign_id::text))""",
    # They won one: locked, and later released part by part.
    "AWARD": f"""EXISTS ({_ORDER} AND o.person_id = p.id
      AND (s.kind, s.owner) = ('BUDGET', o.campaign_id::text))""",
    "FUND_RELEASED": """EXISTS (SELECT 1 FROM award a WHERE a.id::text = j.cause
      AND a.person_id = p.id AND (s.kind, s.owner) = ('FUND', p.id::text))""",
    # What they paid for an order themselves comes back.
    "TENDER_RETURNED": """EXISTS (SELECT 1 FROM orders o JOIN order_tender d ON d.order_id = o.id
      WHERE o.id::text = j.cause AND o.person_id = p.id
      AND (s.kind, s.owner) = ('ESCROW', o.id::text))""",
    # What they wanted paid out comes back.
    "WITHDRAWAL_RETURNED": """EXISTS (SELECT 1 FROM withdrawal w WHERE w.id::text = j.cause
      AND w.merchant_id IS NULL AND w.party_id = p.id
      AND (s.kind, s.owner) = ('WITHDRAWING', p.id::text))""",
    # They hold shares, which come with goods that were won, where an override allows dividends.
    "DIVIDEND_PAID": """EXISTS (SELECT 1 FROM dividend_payout y WHERE y.period_id::text = j.cause
      AND y.person_id = p.id AND (s.kind, s.owner) = ('DIVIDEND_POOL', j.cause))""",
    # A merchant wronged them over an order of theirs, and an operator ruled so.
    "DEPOSIT_RULED": """EXISTS (SELECT 1 FROM deposit_ruling r JOIN orders o ON o.id = r.order_id
      WHERE r.id::text = j.cause AND o.person_id = p.id
      AND (s.kind, s.owner) = ('DEPOSIT', r.merchant_id::text))""",
}
_CASES = " ".join(f"WHEN '{kind}' THEN {true}" for kind, true in CAUSES.items())
_INTO = """FROM transfer t JOIN journal j ON j.id = t.journal_id
  JOIN account s ON s.id = t.debit_id JOIN account a ON a.id = t.credit_id
  JOIN person p ON p.id::text = a.owner
 WHERE a.kind = ANY ($1) AND t.unit = 'CNY' AND j.kind <> ALL ($2)"""


async def unearned() -> list[str]:
    """Every transfer into somebody's money without the cause it has to have, by its journal's key.

    A kind that is not in the list has none.
    """
    found = await rows(
        f"""SELECT j.key, j.kind, a.kind AS account, t.amount {_INTO}
               AND (CASE j.kind {_CASES} ELSE false END) IS NOT TRUE ORDER BY j.id""",
        list(THEIRS),
        list(BY_HAND),
    )
    return [f"{row['key']}: {row['amount']} by {row['kind']} to {row['account']}" for row in found]


async def kinds_earned() -> set[str]:
    """Which kinds of journals moved anything into somebody's money."""
    found = await rows(f"SELECT DISTINCT j.kind {_INTO}", list(THEIRS), list(BY_HAND))
    return {row["kind"] for row in found}
