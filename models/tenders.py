"""What of orders was paid out of their buyers' accounts, and what of that went back, as stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.db import rows
from rules.refunds import Tender
from rules.tenders import Parts, TenderSource


class OrderTender(Model):
    """A part of an order that one of its buyer's accounts pays; amounts in fen.

    ``returned_fen`` is the sum of its returns: the database counts it.
    """

    id: UUID = fields.UUIDField(primary_key=True)
    order_id: UUID = fields.UUIDField()
    source = fields.CharEnumField(TenderSource, max_length=8)
    amount_fen: int = fields.BigIntField()
    returned_fen: int = fields.BigIntField(default=0)

    class Meta(Model.Meta):
        table = "order_tender"


class TenderReturn(Model):
    """What of a tender went back into its account: there at once, so it has no status."""

    id: UUID = fields.UUIDField(primary_key=True)
    order_id: UUID = fields.UUIDField()
    source = fields.CharEnumField(TenderSource, max_length=8)
    ordinal: int = fields.IntField()
    amount_fen: int = fields.BigIntField()
    reason: str = fields.TextField()
    returned_at: datetime = fields.DatetimeField()

    class Meta(Model.Meta):
        table = "tender_return"


async def lock_balances(person_id: UUID) -> Parts:
    """Hold a person's accounts that pay for orders, and return what each holds in fen.

    In the order of their ids; one that nothing ever moved is not there, and holds nothing.
    """
    found = await rows(
        """
        SELECT kind, balance FROM account
         WHERE kind IN ('CREDIT', 'CASH') AND owner = $1 AND unit = 'CNY'
         ORDER BY id FOR NO KEY UPDATE
        """,
        str(person_id),
    )
    return {TenderSource(row["kind"]): row["balance"] for row in found}


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountTender:
    """What an account paid of an order, and how many parts of that went back so far."""

    source: TenderSource
    tender: Tender
    returns: int


async def account_tenders(
    order_ids: Sequence[UUID], *, only_paid: bool
) -> dict[UUID, list[AccountTender]]:
    """Return what accounts paid of these orders, credit first; nothing of orders they paid none of.

    ``only_paid`` leaves out orders that still wait for their payment: what lies in
    their escrow is set aside, and goes back whole or not at all. The caller holds
    what keeps refunds of these orders away.
    """
    found: dict[UUID, list[AccountTender]] = {}
    for row in await rows(
        """
        SELECT t.order_id, t.source, t.amount_fen, t.returned_fen,
               (SELECT count(*) FROM tender_return r
                 WHERE r.order_id = t.order_id AND r.source = t.source) AS returns
          FROM order_tender t JOIN orders o ON o.id = t.order_id
         WHERE t.order_id = ANY($1) AND NOT ($2 AND o.status = 'AWAITING_PAYMENT')
         ORDER BY t.order_id, t.source DESC
        """,
        list(order_ids),
        only_paid,
    ):
        tender = Tender(
            source=row["source"], amount_fen=row["amount_fen"], returned_fen=row["returned_fen"]
        )
        of_account = AccountTender(
            source=TenderSource(row["source"]), tender=tender, returns=row["returns"]
        )
        found.setdefault(row["order_id"], []).append(of_account)
    return found
