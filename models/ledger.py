"""Accounts, journals and transfers, as stored: the database guards them against us too."""

from dataclasses import asdict
from datetime import datetime

import orjson
from tortoise import fields
from tortoise.models import Model

from models.db import rows
from rules.ledger import Journal as JournalRecipe
from rules.ledger import Leg, Unit


class AccountKind(Model):
    """A kind of account, with the floor each account of it has."""

    kind = fields.CharField(max_length=255, primary_key=True)
    floored = fields.BooleanField()
    tracked = fields.BooleanField()

    class Meta(Model.Meta):
        table = "account_kind"


class Account(Model):
    """Somebody's balance of one unit, moved by transfers alone."""

    id: int = fields.BigIntField(primary_key=True)
    kind: str = fields.TextField()
    owner: str = fields.TextField()
    unit = fields.CharEnumField(Unit, max_length=8)
    floored = fields.BooleanField()
    tracked = fields.BooleanField()
    balance: int = fields.BigIntField(default=0)

    class Meta(Model.Meta):
        table = "account"


class Journal(Model):
    """Movements that happened together, under a key that can be used once."""

    id: int = fields.BigIntField(primary_key=True)
    key: str = fields.TextField()
    kind: str = fields.TextField()
    cause: str = fields.TextField()
    arguments_hash: bytes = fields.BinaryField()
    reverses: int | None = fields.BigIntField(null=True)
    posted_at: datetime = fields.DatetimeField()

    class Meta(Model.Meta):
        table = "journal"


async def post(journal: JournalRecipe, *, now: datetime) -> bool:
    """Post a journal inside the caller's transaction, and tell whether it was new.

    The same key and the same movements again change nothing. Other movements
    under a used key, or more than a floored account holds, end the transaction.
    """
    [answer] = await rows(
        "SELECT post_journal($1, $2, $3, $4, $5, $6::text::jsonb) AS posted",
        journal.key,
        journal.kind,
        journal.cause,
        journal.arguments_hash(),
        now,
        orjson.dumps([_plain(leg) for leg in journal.legs]).decode(),
    )
    return bool(answer["posted"])


async def post_new(journal: JournalRecipe, *, now: datetime) -> None:
    """Post a journal whose rows are written beside it: its key was never used before."""
    posted = await post(journal, now=now)
    assert posted, f"{journal.key} was posted before, without the rows written here"


def _plain(leg: Leg) -> dict[str, object]:
    source, target = asdict(leg.source), asdict(leg.target)
    return {
        "from": [source["kind"], source["owner"]],
        "to": [target["kind"], target["owner"]],
        "unit": leg.unit,
        "amount": leg.amount,
    }
