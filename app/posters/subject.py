"""What is on a picture to be passed on, before it is drawn: words, colours, a ring, an address."""

from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Final

from app.pages.heads import BRAND
from app.pages.language import Language
from app.pages.words import draw_line, either, headline, kind_of, need, price, seats_left, when
from app.posters.ring import Ring, dotted, empty_ring
from app.seed.pictures import SUBJECTS
from models.catalogue import Product
from resolvers.context import Context
from resolvers.links import SharedCampaign, pictured_team, shared_campaign, shared_draw
from rules.draws.stages import DrawStage, moment
from rules.teams import SeatState, TeamStatus
from schema.draws import draw_id
from schema.node import global_id

# For products without a painted picture: the wall behind one, and the table below it.
_GROUNDS: Final = (
    ("#FBE6E1", "#F3C9BF"),
    ("#E2F1E9", "#C2DECF"),
    ("#FFF1DC", "#FBD48E"),
    ("#E3E8F6", "#C6CFEA"),
    ("#EFE5D6", "#D9C4A5"),
)
_COMPLETE: Final = frozenset({TeamStatus.FORMED, TeamStatus.DRAWING, TeamStatus.SETTLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """What is offered, in words and in two colours: the wall behind it and the table it is on."""

    title: str
    wall: str
    table: str
    kind: str = ""
    price: str = ""
    solo: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """Everything a picture shows; two that are equal look the same."""

    path: str
    goods: Goods
    stands: str
    told: str
    call: str
    count: str
    below: str
    ring: Ring
    version: int = 0


async def team_subject(ctx: Context, code: str, language: Language) -> Subject | None:
    """Return what a team's picture shows; None where there is no such team."""
    found = await pictured_team(ctx, code)
    if found is None:
        return None
    team, offer = found.team, found.offer
    left, complete = seats_left(team), team.status in _COMPLETE
    closes = when(team.closes_at, language)
    whose = either(language, f"{found.leader}的团", f"{found.leader}'s team")
    seats = {seat.number: (seat.state, seat.sign) for seat in found.seats}
    told = either(language, f"{whose}，{closes} 截止", f"{whose}, closes {closes} (UTC+8)")
    return Subject(
        path=f"/t/{team.code}",
        stands=need(team, language, now=ctx.now()),
        told=told if team.status is TeamStatus.OPEN else whose,
        call=either(language, "扫码入座", "Scan to take a seat")
        if left
        else either(language, "扫码看团", "Scan to see the team"),
        count=f"{team.seats_filled}/{team.size}",
        below=kind_of(offer.campaign, language),
        ring=Ring(
            size=team.size,
            filled=team.seats_filled,
            seats=seats,
            complete=complete,
            open=team.status is TeamStatus.OPEN,
        ),
        version=team.version + offer.card.version,
        goods=_goods(offer, language),
    )


async def campaign_subject(ctx: Context, slug: str, language: Language) -> Subject | None:
    """Return what a campaign's picture shows; None where the public sees none."""
    found = await shared_campaign(ctx, slug)
    if found is None:
        return None
    campaign, now = found.campaign, ctx.now()
    begins, ends = when(campaign.starts_at, language), when(campaign.ends_at, language)
    told = (
        either(language, f"{begins} 开团", f"opens {begins} (UTC+8)")
        if now < campaign.starts_at
        else either(language, f"{ends} 结束", f"until {ends} (UTC+8)")
    )
    return Subject(
        path=f"/c/{campaign.slug}",
        stands=either(language, f"{campaign.size} 人成团", f"{campaign.size} fill a table"),
        told=told,
        call=either(language, "扫码开团", "Scan to open a team"),
        count=str(campaign.size),
        below=kind_of(campaign, language),
        ring=empty_ring(campaign.size),
        version=found.card.version,
        goods=_goods(found, language),
    )


async def draw_subject(ctx: Context, told: str, language: Language) -> Subject | None:
    """Return what a draw's picture shows; no winner before everybody may see them."""
    found = await shared_draw(ctx, draw_id(told))
    if found is None:
        return None
    at, facts = moment(found.draw.facts(), now=ctx.now()), found.draw.facts()
    size = max(facts.k or found.draw.winners, 1)
    # One dot for each prize, for who sits where is not on the card: green once it was shown.
    states = [SeatState.WON] * at.revealed + [SeatState.EMPTY] * (size - at.revealed)
    over = at.stage in {DrawStage.NOT_HELD, DrawStage.VOID}
    ring = replace(dotted(states[:100]), size=size, filled=at.revealed, open=False)
    shown = at.stage in {DrawStage.REVEALING, DrawStage.PUBLISHED}
    return Subject(
        path=f"/d/{global_id('Draw', found.draw.id)}",
        stands=draw_line(found.draw, language, now=ctx.now()),
        told=either(language, "名单先锁定，结果谁都能验", "Locked first, checked by anybody"),
        call=either(language, "扫码看开奖", "Scan to see the draw"),
        count="—" if over else f"{at.revealed}/{size}" if shown else str(size),
        below=either(language, "个名额", "to win"),
        ring=replace(ring, complete=shown and at.revealed == size),
        version=at.version,
        goods=_goods(found.offer, language),
    )


async def home_subject(_: Context, __: str, language: Language) -> Subject | None:
    """Return what the shop's own picture shows: five seats, one of them open."""
    states = [SeatState.FILLED] * 4 + [SeatState.EMPTY]
    return Subject(
        path="/",
        goods=Goods(
            title=either(language, "坐满一桌， 就成一团。", "Fill the table, form the team."),
            wall="#FBE6E1",
            table="#F3C9BF",
        ),
        stands=either(language, "一人开团，朋友入座", "One opens, friends take a seat"),
        told=either(language, "每一席都实时", "Every seat is live"),
        call=either(language, "扫码入座", "Scan to take a seat"),
        count=either(language, *BRAND),
        below=either(language, "入座", "take a seat"),
        ring=dotted(states),
    )


def _goods(offer: SharedCampaign, language: Language) -> Goods:
    wall, table = _ground(offer.product)
    solo = price(offer.solo_price_fen, language)
    return Goods(
        title=headline(offer, language),
        wall=wall,
        table=table,
        kind=kind_of(offer.campaign, language),
        price=price(offer.campaign.team_price_fen, language),
        solo=either(language, f"单买 {solo}", f"alone {solo}"),
    )


def _ground(product: Product) -> tuple[str, str]:
    painted = SUBJECTS.get(PurePosixPath(product.pictures[0]).stem) if product.pictures else None
    if painted is not None:
        return painted[1], painted[2]
    return _GROUNDS[product.id.int % len(_GROUNDS)]
