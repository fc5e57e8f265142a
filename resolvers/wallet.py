"""Answers about people's own accounts: what they hold, and what moved it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from models.awards import Award
from models.db import rows
from models.draws import Draw
from models.orders import Order
from models.tenders import OrderTender, TenderReturn
from resolvers import keysets
from resolvers.context import Context
from resolvers.pages import Page, Window
from rules import wallet as rules
from rules.ledger import Unit
from rules.wallet import WalletKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One of a person's accounts; without an id nothing ever moved it."""

    kind: WalletKind
    unit: Unit
    id: int | None
    balance: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One movement of an account: its place among them, and the balance after it."""

    n: int
    unit: Unit
    amount: int
    balance_after: int
    key: str
    kind: str
    cause: str
    posted_at: datetime


async def accounts_of(_: Context, person_id: UUID) -> list[Account]:
    """Return all of a person's accounts, those that were never used too, always in one order."""
    found = {
        row["kind"]: row
        for row in await rows(
            "SELECT id, kind, unit, balance FROM account WHERE owner = $1 AND kind = ANY($2)",
            str(person_id),
            [str(kind) for kind in WalletKind],
        )
        if rules.UNITS[WalletKind(row["kind"])] == row["unit"]
    }
    return [
        Account(
            kind=kind,
            unit=unit,
            id=found[kind]["id"] if kind in found else None,
            balance=found[kind]["balance"] if kind in found else 0,
        )
        for kind, unit in rules.UNITS.items()
    ]


async def entries(_: Context, account: Account, window: Window) -> Page[Any]:
    """Return a page of what moved an account, the latest first, read forwards alone.

    Raises:
        BadInput: the size or the cursor cannot be meant.
    """
    size = window.size()
    after = _place(window.after) if window.after is not None else None
    found = await rows(
        """
        SELECT e.n, e.amount, e.balance_after, j.key, j.kind, j.cause, j.posted_at
          FROM account_entry e JOIN journal j ON j.id = e.journal_id
         WHERE e.account_id = $1 AND ($2::bigint IS NULL OR e.n < $2)
         ORDER BY e.n DESC LIMIT $3
        """,
        account.id,
        after,
        size + 1,
    )
    shown = [Entry(unit=account.unit, **row) for row in found[:size]]
    return Page(
        rows=shown,
        cursors=[_cursor(entry.n) for entry in shown],
        has_next=len(found) > size,
        has_previous=after is not None,
    )


def _cursor(n: int) -> str:
    return keysets.cursor("entry", n)


def _place(shown: str) -> int:
    [n] = keysets.place(shown, "entry", [keysets.entry])
    return n


async def order_of(ctx: Context, entry: Entry) -> Order | None:
    """Return the order an entry is about, if any: what it paid, gave back or won."""
    kind, row_id = rules.named(entry.key)
    if row_id is None:
        return None
    if kind in rules.OF_AWARDS:
        award = await ctx.loaders.award.load(row_id)
        return await ctx.loaders.order.load(award.order_id) if award else None
    return await ctx.loaders.order.load(row_id) if kind in rules.OF_ORDERS else None


async def award_of(ctx: Context, entry: Entry) -> Award | None:
    """Return the award an entry is about, if any: granted, released or taken back."""
    kind, row_id = rules.named(entry.key)
    if row_id is None or kind not in rules.OF_AWARDS | rules.OF_AWARDED:
        return None
    by = ctx.loaders.award if kind in rules.OF_AWARDS else ctx.loaders.award_on
    return await by.load(row_id)


async def draw_of(ctx: Context, entry: Entry) -> Draw | None:
    """Return the draw an entry came of, if any: its subsidy, or its award in any part."""
    kind, row_id = rules.named(entry.key)
    if row_id is not None and kind == rules.SUBSIDY:
        subsidy = await ctx.loaders.subsidy_on.load(row_id)
        return await ctx.loaders.draw.load(subsidy.draw_id) if subsidy else None
    award = await award_of(ctx, entry)
    return await ctx.loaders.draw.load(award.draw_id) if award else None


async def returns_of(ctx: Context, tender: OrderTender) -> list[TenderReturn]:
    """Return what of a tender went back, the earliest first."""
    found = await ctx.loaders.tender_returns.load(tender.order_id)
    return [row for row in found if row.source is tender.source]
