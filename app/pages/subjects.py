"""What each address of the shop is about, as everybody may see it."""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from app.pages.heads import Head
from app.pages.language import Language
from app.pages.words import (
    campaign_summary,
    draw_line,
    either,
    headline,
    kind_of,
    named,
    need,
    points_of,
    price,
    summary,
    team_summary,
)
from resolvers.context import Context
from resolvers.links import shared_campaign, shared_draw, shared_item, shared_team
from rules.faults import BadInput
from schema.draws import draw_id
from schema.node import global_id, row_id

SLOGAN: Final = ("坐满一桌，就成一团", "fill the table, form the team")


def home(language: Language) -> Head:
    """Return the head of the shop's first page."""
    return Head(
        title=either(language, f"开团 · {SLOGAN[0]}", f"Kaituan · {SLOGAN[1]}"),
        description=either(
            language,
            "一人开团，朋友入座；到时坐满，按团价发货；没坐满，原路退款。每一席都实时。",
            "One opens a team, friends take a seat. A full table buys at the team price; one that"
            " doesn't fill is refunded. Every seat is live.",
        ),
        path="/",
    )


def nothing(language: Language, path: str) -> Head:
    """Return the head of an address that leads nowhere, or nowhere any more."""
    return Head(
        title=either(language, "没有找到", "Nothing here"),
        description=either(
            language,
            "链接可能不完整，或者内容已经收起。去看看正在坐满的团。",
            "The link may be cut short, or what it led to was put away. See the teams filling now.",
        ),
        path=path,
        listed=False,
    )


async def of_team(ctx: Context, code: str, language: Language) -> Head | None:
    """Return the head of a team's page; None where there is no such team."""
    found = await shared_team(ctx, code)
    if found is None:
        return None
    now = ctx.now()
    stands = need(found.team, language, now=now)
    version = found.team.version + found.offer.card.version
    return Head(
        title=f"{stands} · {headline(found.offer, language)}",
        description=summary(found.offer, team_summary(found.team, found.offer, language, now=now)),
        path=f"/t/{found.team.code}",
        image=f"/img/card/t/{found.team.code}.png{_query(language, version)}",
    )


async def of_poster(ctx: Context, code: str, language: Language) -> Head | None:
    """Return the head of the page that shows a team's poster."""
    head = await of_team(ctx, code, language)
    if head is None:
        return None
    title = either(language, f"海报 · {head.title}", f"Poster · {head.title}")
    return Head(title=title, description=head.description, path=head.path, image=head.image)


async def of_campaign(ctx: Context, slug: str, language: Language) -> Head | None:
    """Return the head of a campaign's page; None where there is none, or a draft."""
    found = await shared_campaign(ctx, slug)
    if found is None:
        return None
    cost = price(found.campaign.team_price_fen, language)
    kind = kind_of(found.campaign, language)
    return Head(
        title=f"{cost} · {headline(found, language)} · {kind}",
        description=summary(found, campaign_summary(found, language, now=ctx.now())),
        path=f"/c/{slug}",
        image=f"/img/card/c/{slug}.png{_query(language, found.card.version or None)}",
        kind="product",
    )


async def of_rules(ctx: Context, slug: str, language: Language) -> Head | None:
    """Return the head of the page with a campaign's rules."""
    found = await shared_campaign(ctx, slug)
    if found is None:
        return None
    name = named(found.product, language)
    return Head(
        title=either(language, f"规则 · {name}", f"Rules · {name}"),
        description=campaign_summary(found, language, now=ctx.now()),
        path=f"/rules/{slug}",
        image=f"/img/card/c/{slug}.png{_query(language, None)}",
    )


async def of_draw(ctx: Context, told: str, language: Language) -> Head | None:
    """Return the head of a draw's page, by its id or the UUID of its receipts."""
    meant = _meant(draw_id, told)
    found = await shared_draw(ctx, meant) if meant else None
    if found is None:
        return None
    stands = draw_line(found.draw, language, now=ctx.now())
    return Head(
        title=f"{stands} · {named(found.offer.product, language)}",
        description=either(
            language,
            "名单先锁定，承诺先公布，结果谁都能验算。",
            "Entries locked and committed to beforehand; anybody can check who won.",
        ),
        path=f"/d/{global_id('Draw', found.draw.id)}",
        image=f"/img/card/d/{found.draw.id}.png{_query(language, None)}",
    )


async def of_item(ctx: Context, told: str, language: Language) -> Head | None:
    """Return the head of something that can be had for points."""

    def item_id(text: str) -> UUID:
        return row_id(text, "MallItem", field="id")

    meant = _meant(item_id, told)
    found = await shared_item(ctx, meant) if meant else None
    if found is None:
        return None
    name = named(found.product, language)
    return Head(
        title=f"{points_of(found.item, language)} · {name}",
        description=either(language, f"用积分兑换：{name}", f"Redeem with points: {name}"),
        path=f"/points/{global_id('MallItem', found.item.id)}",
    )


def _meant(read: Callable[[str], UUID], told: str) -> UUID | None:
    try:
        return read(told)
    except BadInput:
        return None


def _query(language: Language, version: int | None) -> str:
    spoken = either(language, "zh", "en")
    return f"?lang={spoken}" if version is None else f"?lang={spoken}&v={version}"
