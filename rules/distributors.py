"""Who may earn from what they share, at which rates, and how high they stand."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from rules.days import day_of, span_of
from rules.faults import BadInput
from rules.people import line
from rules.policy import POLICY
from rules.refusals import (
    ApplicationDecided,
    ApplicationNotNeeded,
    ApplicationWaiting,
    DistributorSuspended,
)
from rules.texts import paragraphs, price

REASON_MOST = 500
REASON_LEAST = 10


class DistributionMode(StrEnum):
    """How somebody comes to earn from what they share."""

    OPEN = "OPEN"
    BY_APPLICATION = "BY_APPLICATION"
    BY_SPEND = "BY_SPEND"


class DistributorLevel(StrEnum):
    """How high a distributor stands, the lowest first."""

    BRONZE = "BRONZE"
    SILVER = "SILVER"
    GOLD = "GOLD"


class StandingReason(StrEnum):
    """Why somebody may earn at a moment, or may not."""

    OPEN_TO_ALL = "OPEN_TO_ALL"
    APPROVED = "APPROVED"
    SPENT_ENOUGH = "SPENT_ENOUGH"
    NOT_APPROVED = "NOT_APPROVED"
    SPENT_TOO_LITTLE = "SPENT_TOO_LITTLE"
    SUSPENDED = "SUSPENDED"
    ACCOUNT_CLOSED = "ACCOUNT_CLOSED"


class ApplicationStatus(StrEnum):
    """Where an application stands."""

    WAITING = "WAITING"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"


QUALIFIED = frozenset(
    {StandingReason.OPEN_TO_ALL, StandingReason.APPROVED, StandingReason.SPENT_ENOUGH}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a level asks for and pays: sales from which on, and a rate per level of commission."""

    level: DistributorLevel
    from_fen: int
    rates_bp: tuple[int, ...]


# The lowest has the rates that everybody has: a campaign's own, or policy's.
LADDER = (
    Terms(level=DistributorLevel.BRONZE, from_fen=0, rates_bp=POLICY.commission_levels_bp),
    Terms(
        level=DistributorLevel.SILVER,
        from_fen=POLICY.silver_from_fen,
        rates_bp=POLICY.silver_levels_bp,
    ),
    Terms(
        level=DistributorLevel.GOLD, from_fen=POLICY.gold_from_fen, rates_bp=POLICY.gold_levels_bp
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Whether somebody may earn at a moment, and at which rates of their own.

    ``rates_bp`` is None where they have none: then the campaign's or policy's hold.
    """

    qualified: bool
    reason: StandingReason
    level: DistributorLevel
    rates_bp: tuple[int, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of somebody at a moment."""

    mode: DistributionMode
    spend_fen: int | None
    spent_fen: int
    level: DistributorLevel
    approved: bool
    suspended: bool
    closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSetting:
    """How somebody is to qualify from now on, and why."""

    mode: DistributionMode
    spend_fen: int | None
    reason: str


def standing(known: Known) -> Standing:
    """Return where somebody stands.

    Approved once is approved in every mode, so that changing the mode and back takes
    nothing from anybody; what somebody spent counts as long as they keep the goods.
    """
    reason = _reason(known)
    own = None if known.level is DistributorLevel.BRONZE else terms_of(known.level).rates_bp
    return Standing(qualified=reason in QUALIFIED, reason=reason, level=known.level, rates_bp=own)


def _reason(known: Known) -> StandingReason:
    if known.closed:
        return StandingReason.ACCOUNT_CLOSED
    if known.suspended:
        return StandingReason.SUSPENDED
    if known.approved:
        return StandingReason.APPROVED
    if known.mode is DistributionMode.OPEN:
        return StandingReason.OPEN_TO_ALL
    if known.mode is DistributionMode.BY_APPLICATION:
        return StandingReason.NOT_APPROVED
    assert known.spend_fen is not None, "the database says so too"
    enough = known.spent_fen >= known.spend_fen
    return StandingReason.SPENT_ENOUGH if enough else StandingReason.SPENT_TOO_LITTLE


def terms_of(level: DistributorLevel) -> Terms:
    """Return what a level asks for and pays."""
    return next(each for each in LADDER if each.level is level)


def level_for(sold_fen: int) -> DistributorLevel:
    """Return the level that settled sales of ninety days come to."""
    return [each.level for each in LADDER if sold_fen >= each.from_fen][-1]


def next_after(level: DistributorLevel) -> Terms | None:
    """Return the level above one, None above the highest."""
    above = [each for each in LADDER if each.from_fen > terms_of(level).from_fen]
    return above[0] if above else None


def month_of(moment: datetime) -> date:
    """Return the first day of the month in Asia/Shanghai that a moment lies in."""
    return day_of(moment).replace(day=1)


def month_before(month: date) -> date:
    """Return the first day of the month before one."""
    return (month - timedelta(days=1)).replace(day=1)


def month_after(month: date) -> date:
    """Return the first day of the month after one."""
    return (month + timedelta(days=31)).replace(day=1)


def span_of_month(month: date) -> tuple[datetime, datetime]:
    """Return the first moment of a month and that of the next, in UTC."""
    return span_of(month)[0], span_of(month_after(month))[0]


def assessed_from(month: date) -> tuple[datetime, datetime]:
    """Return of which time settled sales decide the level that holds in a month."""
    until = span_of(month)[0]
    return until - POLICY.sales_assessed, until


def month_named(text: str, *, field: str, now: datetime) -> date:
    """Return the first day of a month that is written 2026-01, not one to come.

    Raises:
        BadInput: it is no month, or begins later.
    """
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError:
        raise BadInput(field, "a month such as 2026-01") from None
    if found > month_of(now):
        raise BadInput(field, "not a month to come")
    return found


def setting(new: NewSetting) -> NewSetting:
    """Return how somebody is to qualify as it is stored.

    Raises:
        BadInput: a sum is missing, or is said though none is asked for.
    """
    if (new.mode is DistributionMode.BY_SPEND) != (new.spend_fen is not None):
        raise BadInput("input.spendFen", "with BY_SPEND, and only then")
    spend_fen = None if new.spend_fen is None else price(new.spend_fen, field="input.spendFen")
    return NewSetting(mode=new.mode, spend_fen=spend_fen, reason=why(new.reason))


def why(text: str) -> str:
    """Return a reason that an operator wrote.

    Raises:
        BadInput: there is none, or it is too long.
    """
    return line(text, field="input.reason", most=REASON_MOST)


def application(text: str) -> str:
    """Return what an applicant says of themselves.

    Raises:
        BadInput: it says too little, or too much.
    """
    kept = paragraphs(text, field="input.reason", most=REASON_MOST)
    if len(kept) < REASON_LEAST:
        raise BadInput("input.reason", f"at least {REASON_LEAST} characters")
    return kept


def may_apply(at: Standing, mode: DistributionMode, *, waiting: bool) -> None:
    """Return if somebody may ask to be a distributor.

    Raises:
        DistributorSuspended: an operator suspended them.
        ApplicationNotNeeded: they may earn already, or no application is asked for.
        ApplicationWaiting: one of theirs is being looked at.
    """
    if at.reason is StandingReason.SUSPENDED:
        raise DistributorSuspended
    if at.qualified or mode is not DistributionMode.BY_APPLICATION:
        raise ApplicationNotNeeded
    if waiting:
        raise ApplicationWaiting


def may_decide(status: ApplicationStatus) -> None:
    """Return if an application may be decided.

    Raises:
        ApplicationDecided: it was.
    """
    if status is not ApplicationStatus.WAITING:
        raise ApplicationDecided


def given_until(until: datetime, *, now: datetime) -> datetime:
    """Return until when a level that was given is kept.

    Raises:
        BadInput: that is past, or more than a year away.
    """
    if not now < until <= now + POLICY.level_given_most:
        raise BadInput("input.until", "after now, and within a year")
    return until
