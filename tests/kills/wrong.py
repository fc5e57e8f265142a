"""Mistakes made on purpose, which the checks of a round must find."""

import asyncio
from contextlib import contextmanager
from dataclasses import replace
from uuid import uuid4

from actions.payments import give_up_payment
from app.errands.payments import Errands
from app.errands.reconciliation import Reconciling
from app.errands.sandbox_client import SandboxClient

_kept = set()


async def hear_later(errands, notification):
    """Answers the provider first, and writes down what it told in a moment."""

    async def later():
        await asyncio.sleep(0)
        await HEAR(errands, notification)

    task = asyncio.create_task(later())
    _kept.add(task)


async def ask_freshly(client, refund):
    """Sends each attempt under a number of its own."""
    answer = await ASK(client, replace(refund, number=f"F{uuid4().hex}"))
    return replace(answer, number=refund.number)


async def give_up_unasked(errands, payment_id, number, *, reason, lease_no=None):
    """Gives a payment up without a word to the provider."""
    await give_up_payment(
        payment_id=payment_id, reason=reason, now=errands.now(), lease_no=lease_no
    )


async def find_nothing(*_):
    """Looks into none of the provider's books."""
    return 0


HEAR, ASK = Errands.hear, SandboxClient.refund
MISTAKES = {
    "answers first": [(Errands, "hear", hear_later)],
    "fresh numbers": [(SandboxClient, "refund", ask_freshly)],
    "asks nobody": [
        (Errands, "end_payment", give_up_unasked),
        (Reconciling, "read_receipts", find_nothing),
        (Reconciling, "reconcile_days", find_nothing),
    ],
}


@contextmanager
def done(mistake: str | None):
    """Make this mistake in the process, or none."""
    for owner, name, wrongly in MISTAKES.get(mistake, ()):
        setattr(owner, name, wrongly)
    yield
