"""How rewards reach people: what they owe is repaid first, out of whatever they earn."""

from collections.abc import Collection
from uuid import UUID

from models.ledger import lock_accounts
from rules.accounts import AccountKind, of_person


async def debts_of(person_ids: Collection[UUID]) -> dict[UUID, int]:
    """Return what these people owe, in fen, and keep others from repaying it meanwhile.

    Who owes nothing is left out. The caller is in a transaction and posts what
    it repays with ``rules.awards.earning_legs`` before it ends.
    """
    names = {of_person(AccountKind.RECEIVABLE, str(each)): each for each in person_ids}
    held = await lock_accounts(names)
    return {names[name]: -balance for name, balance in held.items() if balance < 0}
