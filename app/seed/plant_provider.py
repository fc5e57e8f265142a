"""How the sandbox provider comes to know what was paid in the demo world, to pay it back later."""

import secrets
import sqlite3
from pathlib import Path
from typing import Any

from app.sandbox.fields import written
from app.sandbox.store import Store
from models.db import rows

# In the order of their taking, which is the order of the provider's receipts.
_PAID = """
  SELECT p.number, p.reference, p.amount_fen, p.expires_at, p.paid_at
  FROM payment p WHERE p.reference LIKE 'SEED%' ORDER BY p.paid_at, p.id
"""
_BACK = """
  SELECT r.number, r.amount_fen, r.reason, r.succeeded_at, p.number AS payment_number
  FROM refund r JOIN payment p ON p.id = r.payment_id
  WHERE p.reference LIKE 'SEED%' AND r.status = 'SUCCEEDED' ORDER BY r.succeeded_at, r.id
"""
_OUT = """
  SELECT w.number, w.reference, w.payee, w.amount_fen - w.fee_fen - w.tax_fen AS amount_fen,
    w.ended_at AS succeeded_at
  FROM withdrawal w WHERE w.reference LIKE 'SEED%' AND w.status = 'PAID' ORDER BY w.id
"""
_PAYMENT = """
  INSERT OR IGNORE INTO payments (number, reference, cashier_token, status, asked_fen, currency,
    subject, expires_at, notify_url, return_url, paid_at)
  VALUES (:number, :reference, :token, 'SUCCEEDED', :amount_fen, 'CNY', '', :expires_at,
    :notify_url, :return_url, :paid_at)
"""
_RECEIPT = """
  INSERT INTO receipts (reference, payment_number, amount_fen, paid_at)
  VALUES (:reference, :number, :amount_fen, :paid_at)
"""
_PAYOUT = """
  INSERT OR IGNORE INTO payouts (number, reference, payee, status, amount_fen, note, notify_url,
    comes_to, succeeded_at)
  VALUES (:number, :reference, :payee, 'SUCCEEDED', :amount_fen, '', :notify_url, 'SUCCEEDED',
    :succeeded_at)
"""
_REFUND = """
  INSERT INTO refunds (number, reference, payment_number, status, amount_fen, reason, succeeded_at)
  VALUES (:number, 'BACK:' || :number, :payment_number, 'SUCCEEDED', :amount_fen, :reason,
    :succeeded_at)
"""


async def tell_provider(place: Path, *, public_url: str) -> int:
    """Write the sums of the demo world into the provider's store, if they are not in it.

    Returns how many there are.
    """
    addresses = {"notify_url": f"{public_url}/payments/notify", "return_url": f"{public_url}/"}
    paid = [{**_plain(row), **addresses} for row in await rows(_PAID)]
    back = [_plain(row) for row in await rows(_BACK)]
    out = [{**_plain(row), **addresses} for row in await rows(_OUT)]

    def take(db: sqlite3.Connection) -> None:
        new = {each["number"] for each in paid if _taken(db, each)}
        db.executemany(_REFUND, [each for each in back if each["payment_number"] in new])
        db.executemany(_PAYOUT, out)

    store = Store(place)
    await store.open()
    try:
        await store.transact(take)
    finally:
        await store.close()
    return len(paid)


def _taken(db: sqlite3.Connection, payment: dict[str, Any]) -> bool:
    token = secrets.token_urlsafe(24)
    if not db.execute(_PAYMENT, {**payment, "token": token}).rowcount:
        return False
    db.execute(_RECEIPT, payment)
    return True


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    instants = {name: written(row[name]) for name in row if name.endswith("_at")}
    return {**row, **instants}
