"""What a merchant is owed and why, month by month: to those who do its finances."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from actions.merchants import Seller
from models.db import rows
from models.merchants import Merchant
from resolvers import keysets
from resolvers.context import Context, Viewer
from resolvers.merchants import sells_for
from resolvers.pages import Page, Window
from rules import statements as rules
from rules.faults import BadInput
from rules.merchants import Duty
from rules.money import yuan
from rules.people import Role
from rules.statements import Balance, Line, Settled
from rules.texts import SLUG

ACCOUNTS = ("PAYABLE", "DEPOSIT", "RECEIVABLE")
_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A month of a merchant's: what each account held, and by which kinds of reason it moved."""

    merchant_id: UUID
    month: date
    balances: tuple[Balance, ...]
    lines: tuple[Line, ...]
    settled: Settled


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementEntry:
    """One movement on a statement: its place in its account, and what that held after it."""

    n: int
    account: str
    amount: int
    balance_after: int
    key: str
    kind: str
    cause: str
    posted_at: datetime
    order_number: str | None


async def statement(ctx: Context, merchant_id: UUID, month: str) -> Statement | None:
    """Return a merchant's statement of a month, None to who does not do its finances.

    Raises:
        BadInput: it is no month.
    """
    if not await sells_for(ctx, merchant_id, Duty.FINANCE):
        return None
    return await statement_of(merchant_id, rules.month(month))


async def statement_of(merchant_id: UUID, month: date) -> Statement:
    """Return what moved a merchant's accounts in a month, out of the sums the ledger keeps."""
    found = await rows(
        """
        SELECT a.kind AS account, m.kind, m.month < $2 AS earlier, sum(m.came)::bigint AS came,
               sum(m.went)::bigint AS went, sum(m.entries)::bigint AS entries
          FROM account a JOIN account_month m ON m.account_id = a.id
         WHERE a.owner = $1 AND a.kind = ANY($3) AND a.unit = 'CNY' AND m.month <= $2
         GROUP BY 1, 2, 3 ORDER BY 1, 2
        """,
        str(merchant_id),
        month,
        list(ACCOUNTS),
    )
    lines = tuple(
        Line(
            account=row["account"],
            kind=row["kind"],
            came_fen=row["came"],
            went_fen=row["went"],
            entries=row["entries"],
        )
        for row in found
        if not row["earlier"]
    )
    before = [row for row in found if row["earlier"]]
    balances = tuple(_balance(account, before, lines) for account in ACCOUNTS)
    return Statement(
        merchant_id=merchant_id,
        month=month,
        balances=balances,
        lines=lines,
        settled=await _settled(merchant_id, month),
    )


_SETTLED = """
    SELECT parted.*, back.* FROM (
      SELECT count(*) AS orders, coalesce(sum(s.base_fen), 0)::bigint AS base_fen,
             coalesce(sum(s.shipping_fen), 0)::bigint AS shipping_fen,
             coalesce(sum(o.discount_fen), 0)::bigint AS leader_discount_fen,
             coalesce(sum(s.commission_fen), 0)::bigint AS commission_fen,
             coalesce(sum(s.fee_fen), 0)::bigint AS fee_fen,
             coalesce(sum(s.merchant_fen), 0)::bigint AS merchant_fen,
             coalesce(sum(s.merchant_repaid_fen), 0)::bigint AS repaid_fen
        FROM order_settlement s JOIN orders o ON o.id = s.order_id
       WHERE s.merchant_id = $1 AND s.settled_at >= $2 AND s.settled_at < $3) parted,
     (SELECT count(*) AS reversals, coalesce(sum(amount_fen), 0)::bigint AS reversed_fen,
             coalesce(sum(commission_fen), 0)::bigint AS reversed_commission_fen,
             coalesce(sum(fee_fen), 0)::bigint AS reversed_fee_fen,
             coalesce(sum(merchant_fen), 0)::bigint AS reversed_merchant_fen,
             coalesce(sum(merchant_debt_fen), 0)::bigint AS debt_fen
        FROM settlement_reversal
       WHERE merchant_id = $1 AND reversed_at >= $2 AND reversed_at < $3) back
    """


async def _settled(merchant_id: UUID, month: date) -> Settled:
    begins, ends = rules.bounds(month)
    [found] = await rows(_SETTLED, merchant_id, begins, ends)
    return Settled(**found)


def _balance(account: str, before: list[dict[str, Any]], lines: tuple[Line, ...]) -> Balance:
    opening = sum(row["came"] - row["went"] for row in before if row["account"] == account)
    return Balance(
        account=account,
        opening_fen=opening,
        came_fen=sum(line.came_fen for line in lines if line.account == account),
        went_fen=sum(line.went_fen for line in lines if line.account == account),
    )


_ENTRIES = """
    SELECT e.n, a.kind AS account, e.amount, e.balance_after, j.key, e.kind, j.cause, j.posted_at,
           o.number AS order_number
      FROM account a JOIN account_entry e ON e.account_id = a.id AND e.month = $3
      JOIN journal j ON j.id = e.journal_id
      -- A key names what it is about after its first word; where that is an order, its number.
      LEFT JOIN orders o ON o.merchant_id::text = $1
       AND o.id = CASE WHEN split_part(j.key, ':', 2) ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}'
                       THEN split_part(j.key, ':', 2)::uuid END
     WHERE a.owner = $1 AND a.kind = $2 AND a.unit = 'CNY'
       AND ($4::bigint IS NULL OR e.n < $4) AND ($5::text IS NULL OR e.kind = $5)
     ORDER BY e.n DESC LIMIT $6
    """


async def entries(shown: Statement, window: Window, *, account: str, kind: str | None) -> Page[Any]:
    """Return a page of what moved one account of a statement, the latest first, read forwards.

    Raises:
        BadInput: the size or the cursor cannot be meant.
    """
    size = window.size()
    after = _place(window.after) if window.after is not None else None
    found = await _read(shown, account, after, kind, size + 1)
    return Page(
        rows=found[:size],
        cursors=[_cursor(entry.n) for entry in found[:size]],
        has_next=len(found) > size,
        has_previous=after is not None,
    )


async def _read(
    shown: Statement, account: str, before: int | None, kind: str | None, most: int
) -> list[StatementEntry]:
    found = await rows(_ENTRIES, str(shown.merchant_id), account, shown.month, before, kind, most)
    return [StatementEntry(**row) for row in found]


def _cursor(n: int) -> str:
    return keysets.cursor("statement", n)


def _place(shown: str) -> int:
    [n] = keysets.place(shown, "statement", [keysets.entry])
    return n


async def readable(viewer: Viewer | None, slug: str, month: str) -> Statement | None:
    """Return the statement that somebody asks a file of; None where they may not, or cannot.

    The same for a merchant of others and for none at all.
    """
    merchant = await Merchant.get_or_none(slug=slug) if SLUG.fullmatch(slug) else None
    if viewer is None or merchant is None:
        return None
    asker = Seller(person_id=viewer.id, is_operator=viewer.person.role is Role.OPERATOR)
    if not await asker.acts_for(merchant.id, Duty.FINANCE):
        return None
    try:
        return await statement_of(merchant.id, rules.month(month))
    except BadInput:
        return None


async def csv_of(shown: Statement) -> AsyncIterator[bytes]:
    """Yield a statement as a file that spreadsheets open, a thousand lines at a time.

    First what each account held, then every movement, the latest first.
    """
    yield "\ufeffaccount,line,at,kind,amount,balance,order,cause\r\n".encode()
    for each in shown.balances:
        yield f"{each.account},opening,,,,{yuan(each.opening_fen)},,\r\n".encode()
        yield f"{each.account},closing,,,,{yuan(each.closing_fen)},,\r\n".encode()
    for account in ACCOUNTS:
        before: int | None = None
        while found := await _read(shown, account, before, None, _AT_ONCE):
            before = found[-1].n
            yield "".join(_csv_line(entry) for entry in found).encode()


def _csv_line(entry: StatementEntry) -> str:
    at = entry.posted_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    sums = f"{yuan(entry.amount)},{yuan(entry.balance_after)}"
    said = f"{entry.kind},{sums},{entry.order_number or ''},{entry.key}"
    return f"{entry.account},{entry.n},{at},{said}\r\n"
