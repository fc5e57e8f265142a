"""Accounts, journals and transfers, as stored: the database guards them against us too."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime

import orjson
from tortoise import fields
from tortoise.models import Model

from models.db import rows
from rules.accounts import AccountKind as Kind
from rules.accounts import AccountName
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


async def post_many(journals: Sequence[JournalRecipe], *, now: datetime) -> int:
    """Post journals in one statement inside the caller's transaction; returns how many were new.

    Of each holds what holds of ``post``. All their accounts are locked before
    any of them moves, so that two who post many never wait for each other in a ring.
    """
    if not journals:
        return 0
    heads = [
        {
            "key": journal.key,
            "kind": journal.kind,
            "cause": journal.cause,
            "hash": journal.arguments_hash().hex(),
        }
        for journal in journals
    ]
    assert len({head["key"] for head in heads}) == len(heads), "each key once"
    legs = [
        {
            "key": journal.key,
            "leg": number,
            "source_kind": leg.source.kind,
            "source": leg.source.owner,
            "target_kind": leg.target.kind,
            "target": leg.target.owner,
            "unit": leg.unit,
            "amount": leg.amount,
        }
        for journal in journals
        for number, leg in enumerate(journal.legs)
    ]
    [answer] = await rows(
        "SELECT post_journals($1, $2::text::jsonb, $3::text::jsonb) AS posted",
        now,
        orjson.dumps(heads).decode(),
        orjson.dumps(legs).decode(),
    )
    return int(answer["posted"])


async def post_many_new(journals: Sequence[JournalRecipe], *, now: datetime) -> None:
    """Post journals whose rows are written beside them: no key was ever used before."""
    posted = await post_many(journals, now=now)
    assert posted == len(journals), "one was posted before, without the rows written here"


async def lock_accounts(names: Collection[AccountName]) -> dict[AccountName, int]:
    """Return what accounts hold, in the unit of each, and hold them in the order of their ids.

    Those that nothing moved through yet are left out: they hold nothing.
    """
    found = await rows(
        """
        SELECT kind, owner, balance FROM account WHERE id = ANY (ARRAY(
            SELECT a.id FROM unnest($1::text[], $2::text[]) AS name (kind, owner)
             CROSS JOIN LATERAL (
               SELECT id FROM account WHERE kind = name.kind AND owner = name.owner) a))
         ORDER BY id FOR NO KEY UPDATE
        """,
        [name.kind for name in names],
        [name.owner for name in names],
    )
    return {AccountName(Kind(row["kind"]), row["owner"]): row["balance"] for row in found}


async def balances(names: Collection[AccountName]) -> dict[AccountName, int]:
    """Return what accounts hold just now, in the unit of each, without holding them."""
    found = await rows(
        """
        SELECT a.kind, a.owner, a.balance FROM account a
          JOIN unnest($1::text[], $2::text[]) AS name (kind, owner) USING (kind, owner)
        """,
        [name.kind for name in names],
        [name.owner for name in names],
    )
    return {AccountName(Kind(row["kind"]), row["owner"]): row["balance"] for row in found}


def _plain(leg: Leg) -> dict[str, object]:
    source, target = asdict(leg.source), asdict(leg.target)
    return {
        "from": [source["kind"], source["owner"]],
        "to": [target["kind"], target["owner"]],
        "unit": leg.unit,
        "amount": leg.amount,
    }
