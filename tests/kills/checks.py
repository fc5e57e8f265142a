"""What must be true when a round has gone quiet, whatever was killed in it; else a violation."""

from collections import Counter
from contextlib import closing

from resolvers.books import check_books
from tests.kills.stage import Stage

TAKEN = "SELECT reference, payment_number, amount_fen FROM receipts"
SENT_BACK = "SELECT number, payment_number, amount_fen, status FROM refunds"
RECORDED = "SELECT reference, payment_number, amount_fen FROM money_in"
REFUNDED = "SELECT number, payment_number, amount_fen, status FROM refund"
# What of a payment's money was kept: for a seat that is filled, or an order that goes to its buyer.
KEPT = """
SELECT p.number, p.amount_fen - o.refunded_fen
  FROM payment p JOIN orders o ON o.id = p.order_id
 WHERE p.status = 'SUCCEEDED' AND o.status IN ('CONFIRMED', 'SHIPPED', 'COMPLETED')"""
OPEN_CASES = """
SELECT m.payment_number, m.amount_fen FROM payment_case c
  JOIN money_in m ON m.reference = c.reference WHERE c.status = 'OPEN'"""
UNDONE = """
SELECT 'payment' AS what, number AS which, status AS stands FROM payment WHERE status = 'PENDING'
UNION ALL SELECT 'team', code, status FROM team WHERE status IN ('OPEN', 'FORMED')
UNION ALL SELECT 'seat', s.id::text, s.state FROM seat s WHERE s.state = 'HELD'
UNION ALL SELECT 'order', number, status FROM orders
 WHERE status IN ('AWAITING_PAYMENT', 'PAID')"""
# An ending is told once to whoever watches; a refund has one arrival, a team one forming.
TOLD_TWICE = """
SELECT topic, kind, count(*) FROM outbox
 WHERE topic NOT LIKE 'campaign:%' AND kind IN ('TEAM_FORMED', 'TEAM_FAILED', 'TEAM_CANCELLED',
   'REFUND_REQUESTED', 'REFUND_SUCCEEDED', 'ORDER_CLOSED', 'ORDER_CONFIRMED')
 GROUP BY topic, kind, body HAVING count(*) > 1"""
GAPS = """
SELECT topic FROM outbox WHERE version IS NOT NULL
 GROUP BY topic HAVING count(DISTINCT version) <> max(version) - min(version) + 1"""


async def violations(stage: Stage, *, orders: int) -> list[str]:
    """What is wrong, one line each; ``orders`` is how many the customers have keys for."""
    with closing(stage.books_there()) as there:
        taken = there.execute(TAKEN).fetchall()
        sent_back = there.execute(SENT_BACK).fetchall()
    return [
        *(f"books: {each}" for each in await check_books()),
        *await _differences(stage, taken, sent_back),
        *await _outcomes(stage, taken, sent_back),
        *(f"undone: {tuple(each)}" for each in await stage.raw.fetch(UNDONE)),
        *(f"told twice: {tuple(each)}" for each in await stage.raw.fetch(TOLD_TWICE)),
        *(f"versions left out: {tuple(each)}" for each in await stage.raw.fetch(GAPS)),
        *await _orders(stage, orders),
    ]


async def _differences(stage: Stage, taken: list, sent_back: list) -> list[str]:
    """Sums and refunds that only one side knows, or both differently."""
    found = []
    for kind, there, asked in (("sum", taken, RECORDED), ("refund", sent_back, REFUNDED)):
        here = {tuple(row) for row in await stage.raw.fetch(asked)}
        found += [f"{kind} only there: {each}" for each in sorted(set(there) - here)]
        found += [f"{kind} only here: {each}" for each in sorted(here - set(there))]
    return found


async def _outcomes(stage: Stage, taken: list, sent_back: list) -> list[str]:
    """Payments whose money is not, fen for fen, kept, sent back or in a case for a human."""
    received, went = Counter(), Counter()
    for _, number, amount_fen in taken:
        received[number] += amount_fen
    for row in await stage.raw.fetch(KEPT) + await stage.raw.fetch(OPEN_CASES):
        went[row[0]] += row[1]
    for _, number, amount_fen, status in sent_back:
        went[number] += amount_fen if status == "SUCCEEDED" else 0
    return [
        f"of {number} came {received[number]} fen and {went[number]} went"
        for number in sorted(received | went)
        if received[number] != went[number]
    ]


async def _orders(stage: Stage, orders: int) -> list[str]:
    placed = await stage.raw.fetchval("SELECT count(*) FROM orders")
    return [] if placed == orders else [f"{orders} keys placed {placed} orders"]
