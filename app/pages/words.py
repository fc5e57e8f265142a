"""What is said of a thing where only its link is seen: titles, summaries, what a poster says."""

from datetime import datetime
from types import MappingProxyType
from typing import Final

from app.pages.language import Language
from models.campaigns import Campaign
from models.catalogue import Product
from models.draws import Draw
from models.mall import MallItem
from models.teams import Team
from resolvers.links import SharedCampaign
from rules.campaigns import CampaignKind, CampaignStatus
from rules.days import SHANGHAI
from rules.draws.stages import DrawStage, moment
from rules.money import yuan
from rules.teams import TeamStatus

_KINDS: Final = MappingProxyType(
    {
        CampaignKind.ORDINARY: ("{size} 人团", "team of {size}"),
        CampaignKind.LOTTERY: ("{size} 人抽奖团", "draw team of {size}"),
        CampaignKind.TRIAL: ("{size} 人试用团", "trial team of {size}"),
        CampaignKind.SUPER: ("{size} 人超级团", "super team of {size}"),
        CampaignKind.SECKILL: ("{size} 人秒杀团", "flash team of {size}"),
        CampaignKind.CUSTOM: ("{size} 人定制团", "made-to-order team of {size}"),
    }
)
_ENDINGS: Final = MappingProxyType(
    {
        TeamStatus.FORMED: ("已成团", "Table's full"),
        TeamStatus.DRAWING: ("成团，等开奖", "Table's full, draw to come"),
        TeamStatus.SETTLED: ("已成团", "Table's full"),
        TeamStatus.FAILED: ("未成团，原路退款", "Didn't fill, refunded"),
        TeamStatus.CANCELLED: ("团已取消，原路退款", "Called off, refunded"),
    }
)
_STAGES: Final = MappingProxyType(
    {
        DrawStage.SCHEDULED: ("待开奖", "Draw to come"),
        DrawStage.NOT_HELD: ("不开奖，原路退款", "No draw, refunded"),
        DrawStage.LOCKED: ("{time} 开奖", "Draw at {time}"),
        DrawStage.COUNTDOWN: ("即将开奖", "The draw is about to begin"),
        DrawStage.REVEALING: ("正在开奖", "Being drawn now"),
        DrawStage.PUBLISHED: ("已开奖，{k} 位中奖", "Drawn: {k} won"),
        DrawStage.VOID: ("开奖作废，全额退款", "Draw void, all refunded"),
    }
)
_MONTHS: Final = (
    *("Jan", "Feb", "Mar", "Apr", "May", "Jun"),
    *("Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
)


def either(language: Language, zh: str, en: str) -> str:
    """Return what is said in a language."""
    return en if language is Language.EN else zh


def named(product: Product, language: Language) -> str:
    """Return a product's name; in English too where it has one."""
    return either(language, product.title, product.title_en or product.title)


def headline(offer: SharedCampaign, language: Language) -> str:
    """Return what its merchant has shared pages call an offer, else its product's name."""
    return offer.card.title or named(offer.product, language)


def summary(offer: SharedCampaign, otherwise: str) -> str:
    """Return what its merchant has shared pages say below, with what is true of it now."""
    return f"{offer.card.text} · {otherwise}" if offer.card.text else otherwise


def price(amount_fen: int, language: Language) -> str:
    """Return a price as people read it: ¥19.90, or that it is free."""
    return f"¥{yuan(amount_fen)}" if amount_fen else either(language, "免费", "Free")


def when(at: datetime, language: Language) -> str:
    """Return an instant in the words of the place where the goods are, to the minute."""
    here = at.astimezone(SHANGHAI)
    clock = f"{here.hour:02}:{here.minute:02}"
    if language is Language.EN:
        return f"{here.day} {_MONTHS[here.month - 1]}, {clock}"
    return f"{here.month}月{here.day}日 {clock}"


def kind_of(offered: Campaign | Team, language: Language) -> str:
    """Return what kind of team it is, or a campaign opens, and of how many."""
    return either(language, *_KINDS[offered.kind]).format(size=offered.size)


def seats_left(team: Team) -> int:
    """Return how many seats can be taken, as every page shows it."""
    return team.facts().seats_left if team.status is TeamStatus.OPEN else 0


def need(team: Team, language: Language, *, now: datetime) -> str:
    """Return the one line that says where a team stands; the server's verdict, never a guess."""
    if team.status is not TeamStatus.OPEN:
        return either(language, *_ENDINGS[team.status])
    if team.closes_at <= now:
        return either(language, "确认中", "Confirming")
    left = seats_left(team)
    if not left:
        return either(language, "最后几席付款中", "The last seats are being paid")
    return _missing(left, language) + either(language, "成团", "")


def _missing(left: int, language: Language) -> str:
    return either(language, f"还差 {left} 人", f"{left} seat{'' if left == 1 else 's'} left")


def team_summary(team: Team, offer: SharedCampaign, language: Language, *, now: datetime) -> str:
    """Return what a team is and where it stands, in a line below its title."""
    left = seats_left(team) if team.closes_at > now else 0
    stands = _missing(left, language) if left else need(team, language, now=now)
    return _offered(kind_of(team, language), offer, language, stands, stands)


def _offered(kind: str, offer: SharedCampaign, language: Language, zh: str, en: str) -> str:
    """Return what is offered at which price, then how that stands."""
    cost = price(offer.campaign.team_price_fen, language)
    whole = f"{kind.capitalize()} at {cost}" if cost.startswith("¥") else f"{cost} {kind}"
    return either(language, f"{kind} {cost}，{zh}", f"{whole}, {en}")


def campaign_summary(offer: SharedCampaign, language: Language, *, now: datetime) -> str:
    """Return what an offer is, and whether it still is."""
    campaign = offer.campaign
    kind = kind_of(campaign, language)
    if campaign.status is CampaignStatus.ENDED or campaign.ends_at <= now:
        return _offered(kind, offer, language, "已结束", "ended")
    if now < campaign.starts_at:
        begins = when(campaign.starts_at, language)
        return _offered(kind, offer, language, f"{begins} 开团", f"opens {begins}")
    solo = price(offer.solo_price_fen, language)
    return _offered(
        kind,
        offer,
        language,
        f"单买 {solo}。到时未满，原路退款。",
        f"{solo} bought alone. Refunded if it doesn't fill.",
    )


def draw_line(draw: Draw, language: Language, *, now: datetime) -> str:
    """Return the one line that says where a draw stands."""
    said = either(language, *_STAGES[moment(draw.facts(), now=now).stage])
    time = when(draw.first_reveal_at, language) if draw.first_reveal_at else ""
    return said.format(time=time, k=draw.facts().k)


def points_of(item: MallItem, language: Language) -> str:
    """Return what something costs in the points mall."""
    cost = either(language, f"{item.points} 积分", f"{item.points} points")
    return f"{cost} + ¥{yuan(item.price_fen)}" if item.price_fen else cost
