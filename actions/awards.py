"""How rewards reach people: what they owe is repaid first, out of whatever they earn."""

from collections.abc import Collection
from uuid import UUID

from models.ledger import lock_accounts
from models.orders import Order
from rules.accounts import AccountKind, AccountName, budget, of_person

# What the outcome of a draw may move of its members, beside the escrows of their orders.
OF_MEMBER = (
    AccountKind.RECEIVABLE,
    AccountKind.CREDIT,
    AccountKind.CASH,
    AccountKind.FUND,
    AccountKind.POINTS,
    AccountKind.SHARES,
)


async def hold_accounts_of(orders: Collection[Order], *, campaign_id: UUID) -> None:
    """Hold all that settling these orders moves, in one order, before any of it moves.

    Refunds, subsidies and awards are booked one after the other, and none then
    waits for whoever holds a part of them.
    """
    people = [str(order.person_id) for order in orders]
    members = (of_person(kind, person) for person in people for kind in OF_MEMBER)
    await lock_accounts([budget(str(campaign_id)), *members])


async def debts_of(
    person_ids: Collection[UUID], *, beside: Collection[AccountName] = ()
) -> dict[UUID, int]:
    """Return what these people owe, in fen, and keep others from repaying it meanwhile.

    Who owes nothing is left out. ``beside`` is held with it, in one order: all else
    that is about to move, unless the caller holds that. The caller is in a transaction
    and posts what it repays with ``rules.awards.earning_legs`` before it ends.
    """
    names = {of_person(AccountKind.RECEIVABLE, str(each)): each for each in person_ids}
    held = await lock_accounts([*names, *beside])
    return {person_id: -held[name] for name, person_id in names.items() if held.get(name, 0) < 0}
