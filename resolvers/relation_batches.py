"""What is asked of many relations and links at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from uuid import UUID

from models.db import columns, fetched, read, rows
from models.referrals import Referral
from models.shapes import shape
from models.share_links import ShareLink
from models.share_rights import ShareWords
from resolvers.batches import Columned, Loaded, by_key
from resolvers.shop_batches import LAST


@dataclass(frozen=True, slots=True)
class Pair:
    """Somebody above, and somebody whom they led here, however far down."""

    person_id: UUID
    member_id: UUID


@dataclass(frozen=True, slots=True)
class Brought:
    """How many orders a member paid for with somebody above them, and what those bring, in fen."""

    orders: int
    earned_fen: int


async def load_brought(pairs: Sequence[Pair]) -> list[Brought]:
    """Return what each member brought that person above them, less what was taken back."""
    found = await rows(
        """
        SELECT asked.n, count(u.order_id) AS orders,
               coalesce(sum(c.amount_fen - c.reversed_fen), 0)::bigint AS earned_fen
          FROM unnest($1::uuid[], $2::uuid[]) WITH ORDINALITY AS asked (person_id, buyer_id, n)
          LEFT JOIN order_upline u ON u.person_id = asked.person_id AND u.buyer_id = asked.buyer_id
          LEFT JOIN commission c ON c.order_id = u.order_id AND c.person_id = u.person_id
           AND c.level = u.level
         GROUP BY asked.n ORDER BY asked.n
        """,
        [pair.person_id for pair in pairs],
        [pair.member_id for pair in pairs],
    )
    return [Brought(row["orders"], row["earned_fen"]) for row in found]


async def load_openings(link_ids: Sequence[UUID]) -> list[int]:
    """Return how often each link was opened: by strangers, and once a day by who was signed in."""
    found = await rows(
        """
        SELECT asked.n,
               coalesce((SELECT sum(o.opened) FROM share_opening o WHERE o.link_id = asked.id), 0)
               + (SELECT count(*) FROM touch t WHERE t.link_id = asked.id) AS opened
          FROM unnest($1::uuid[]) WITH ORDINALITY AS asked (id, n) ORDER BY asked.n
        """,
        list(link_ids),
    )
    return [int(row["opened"]) for row in found]


async def load_share_words(ids: Sequence[UUID]) -> list[ShareWords | None]:
    """Return what shared pages say of each product or campaign, where a merchant said anything."""
    wanted = list(ids)
    about = "WHERE t.product_id = ANY($1) OR t.campaign_id = ANY($1)"
    found = await read(ShareWords, about, wanted)
    said = {row.product_id or row.campaign_id: row for row in found}
    return [said.get(row_id) for row_id in ids]


@dataclass(frozen=True, slots=True, kw_only=True)
class Led:
    """So many whom somebody leads at a moment, the latest first.

    ``after`` is when the one they come after began, and its id; None for the first ones.
    """

    upline_id: UUID
    most: int
    after: tuple[datetime, UUID] | None = None
    now: datetime = field(compare=False)


@cache
def _led() -> str:
    return f"""
        SELECT {columns(Referral, of="t")}, asked.n
          FROM unnest($1::uuid[], $2::integer[], $3::timestamptz[], $4::uuid[])
               WITH ORDINALITY AS asked (upline_id, most, from_at, id, n)
         CROSS JOIN LATERAL (
           SELECT r.* FROM referral r
            WHERE r.upline_id = asked.upline_id AND r.ended_at IS NULL AND r.until_at > $5
              AND (r.from_at, r.id) < (asked.from_at, asked.id)
            ORDER BY r.from_at DESC, r.id DESC LIMIT asked.most) t
         ORDER BY asked.n, t.from_at DESC, t.id DESC
        """  # noqa: S608 - words of ours alone


async def load_led(asked: Sequence[Led]) -> list[list[Referral]]:
    """Return whom each leads, in one statement."""
    places = [key.after or (LAST, UUID(int=0)) for key in asked]
    found = await fetched(
        _led(),
        [key.upline_id for key in asked],
        [key.most for key in asked],
        [at for at, _ in places],
        [row_id for _, row_id in places],
        max(key.now for key in asked),
    )
    led = [list[Referral]() for _ in asked]
    for each in found:
        led[int(each[-1]) - 1].append(shape(Referral).built(each))
    return led


class RelationLoaders(Columned):
    """The loaders of links and relations."""

    led: Loaded[Led, list[Referral]] = Loaded(load_led)

    relation: Loaded[UUID, Referral | None] = by_key(Referral)
    share_link: Loaded[UUID, ShareLink | None] = by_key(ShareLink)
    share_words: Loaded[UUID, ShareWords | None] = Loaded(load_share_words)
    brought: Loaded[Pair, Brought] = Loaded(load_brought)
    openings: Loaded[UUID, int] = Loaded(load_openings)
