"""What a campaign may be, when it may open teams, and which pieces those need."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from rules.particulars import DrawScope, DrawTerms, Particulars
from rules.policy import POLICY
from rules.refusals import (
    CampaignEnded,
    CampaignNotDraft,
    CampaignNotPublished,
    CampaignNotStarted,
    CampaignPaused,
    KindNotOffered,
    QuantityTooLarge,
)


class CampaignKind(StrEnum):
    """What is particular about an offer."""

    ORDINARY = "ORDINARY"
    SECKILL = "SECKILL"
    SUPER = "SUPER"
    TRIAL = "TRIAL"
    LOTTERY = "LOTTERY"
    CUSTOM = "CUSTOM"


class CampaignStatus(StrEnum):
    """Where an offer stands."""

    DRAFT = "DRAFT"
    PUBLISHED = "PUBLISHED"
    PAUSED = "PAUSED"
    ENDED = "ENDED"


class CampaignChange(StrEnum):
    """What happens to an offer that was a draft; the values are the words of the record."""

    PUBLISHED = "publishCampaign"
    PAUSED = "pauseCampaign"
    RESUMED = "resumeCampaign"
    ENDED = "endCampaign"


OFFERED = frozenset(CampaignKind) - {CampaignKind.CUSTOM}
# What formed is drawn before it is settled: its winners have the goods.
DRAWS = frozenset({CampaignKind.LOTTERY, CampaignKind.TRIAL})
# What formed needs nothing more to be settled; a SUPER team's members get something back first.
WITHOUT_DRAW = frozenset({CampaignKind.ORDINARY, CampaignKind.SECKILL})
# All pay and few are sent anything: the way of what is won is on who sells.
DRAWN = frozenset({CampaignKind.LOTTERY, CampaignKind.TRIAL})
# A team of these keeps a piece for every seat from its opening to its end.
RESERVING = frozenset({CampaignKind.SECKILL})
# No hold takes a piece of its own: the team has all it needs from its opening on, or the draw.
KEEPING = RESERVING | DRAWS
ORDINARILY = Particulars()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One SKU in a campaign: its two prices in fen and the pieces set aside."""

    sku_id: str
    solo_price_fen: int
    team_price_fen: int
    stock: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Campaign:
    """A campaign as the rules see it."""

    kind: CampaignKind
    status: CampaignStatus
    size: int
    completes_at_size: int | None
    hours_to_fill: int
    starts_at: datetime
    ends_at: datetime
    limit_per_person: int
    max_quantity: int
    leader_discount_fen: int
    particulars: Particulars = ORDINARILY


def offered(kind: CampaignKind) -> CampaignKind:
    """Return a kind of campaign that can be made here.

    Raises:
        KindNotOffered: it cannot.
    """
    if kind not in OFFERED:
        raise KindNotOffered(kind=kind)
    return kind


def running(campaign: Campaign, *, now: datetime) -> None:
    """Return if the campaign opens teams at this moment.

    Raises:
        CampaignNotStarted: it opens later.
        CampaignPaused: it opens none for the time being.
        CampaignEnded: it opens none any more.
    """
    if campaign.status is CampaignStatus.ENDED or now >= campaign.ends_at:
        raise CampaignEnded
    if campaign.status is CampaignStatus.PAUSED:
        raise CampaignPaused
    if now < campaign.starts_at:
        raise CampaignNotStarted(starts_at=campaign.starts_at)


def hold_of(kind: CampaignKind) -> timedelta:
    """Return how long a seat is held for its payment: less where others wait for the piece."""
    return POLICY.seckill_hold if kind is CampaignKind.SECKILL else POLICY.hold


def pieces_to_open(
    kind: CampaignKind, *, size: int, quantity: int, draw: DrawTerms | None = None
) -> int:
    """Return how many pieces must be free for a team to open.

    Where teams reserve, it is a piece for every seat: else a hundred leaders would
    hold a hundred pieces, and no team of two could ever find its second member one.
    Where a team ends in a draw, it is a piece for every winner; a campaign's one
    draw has had its pieces since the publication.
    """
    return quantity if kind not in KEEPING else pieces_kept(kind, size=size, draw=draw)


def pieces_kept(kind: CampaignKind, *, size: int, draw: DrawTerms | None) -> int:
    """Return how many pieces a team keeps from its opening on, until it ends unformed."""
    assert kind in KEEPING, "elsewhere each order takes its own"
    if draw is None:
        return size
    return draw.winners if draw.scope is DrawScope.TEAM else 0


def pieces_to_join(kind: CampaignKind, *, quantity: int) -> int:
    """Return how many pieces must be free for a seat in a team that is open already."""
    return 0 if kind in KEEPING else quantity


def quantity_allowed(campaign: Campaign, quantity: int) -> None:
    """Return if one order may hold so many pieces.

    Raises:
        QuantityTooLarge: it may not.
    """
    assert quantity >= 1, "the edge refuses less"
    if quantity > campaign.max_quantity:
        raise QuantityTooLarge(most=campaign.max_quantity)


def may_change(campaign: Campaign) -> None:
    """Return if the rules of the campaign may still change.

    Raises:
        CampaignNotDraft: they are published.
    """
    if campaign.status is not CampaignStatus.DRAFT:
        raise CampaignNotDraft


def may_pause(campaign: Campaign, *, now: datetime) -> None:
    """Return if the campaign may stop, or again start, opening teams.

    Raises:
        CampaignNotPublished: it never opened any.
        CampaignEnded: it opens none any more.
    """
    may_end(campaign)
    if campaign.status is CampaignStatus.ENDED or now >= campaign.ends_at:
        raise CampaignEnded


def may_end(campaign: Campaign) -> None:
    """Return if the campaign may be ended, or was.

    Raises:
        CampaignNotPublished: it never began.
    """
    if campaign.status is CampaignStatus.DRAFT:
        raise CampaignNotPublished


def spare_pieces(
    kind: CampaignKind, *, stock: int, taken: int, open_seats: int, max_quantity: int
) -> int:
    """Return how many pieces set aside no open team can need once no more are opened.

    Every seat of an open team, taken or free, may be given back and taken again
    with as many pieces as one order holds, of any choice. What it holds by now is
    not counted off: some more stay until the team ends, and no order is read.
    Teams that keep pieces have all they can need among what is taken.
    """
    assert 0 <= taken <= stock
    if kind in KEEPING:
        return stock - taken
    return max(0, stock - taken - open_seats * max_quantity)
