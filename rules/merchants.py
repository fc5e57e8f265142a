"""What a merchant is and says of itself, and what who works for it may do there."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from rules.faults import BadInput
from rules.people import line
from rules.refusals import MerchantClosed, MerchantNotActive
from rules.texts import paragraphs, slug


class MerchantKind(StrEnum):
    """Who stands behind a merchant; an INDIVIDUAL is one person who sells by link (个人代购)."""

    COMPANY = "COMPANY"
    SUPPLIER = "SUPPLIER"
    INDIVIDUAL = "INDIVIDUAL"


class MerchantStatus(StrEnum):
    """Whether a merchant sells: what runs goes on in any case."""

    ACTIVE = "ACTIVE"
    SUSPENDED = "SUSPENDED"
    CLOSED = "CLOSED"


class Duty(StrEnum):
    """What somebody does for a merchant; an OWNER does everything."""

    OWNER = "OWNER"
    CATALOGUE = "CATALOGUE"
    CAMPAIGNS = "CAMPAIGNS"
    ORDERS = "ORDERS"
    SERVICE = "SERVICE"
    FINANCE = "FINANCE"


class HeldFor(StrEnum):
    """Why campaigns are held by more than their merchant's wish."""

    SUSPENDED = "SUSPENDED"
    SCORE = "SCORE"
    INSPECTION = "INSPECTION"


class OpenBusiness(StrEnum):
    """What of a merchant's may be open still."""

    CAMPAIGNS = "CAMPAIGNS"
    BUDGETS = "BUDGETS"
    ORDERS = "ORDERS"
    DEBTS = "DEBTS"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMerchant:
    """Somebody who is to sell here."""

    slug: str
    name: str
    name_en: str
    about: str
    kind: MerchantKind = MerchantKind.COMPANY


def may_act(held: Collection[str], asked: Collection[Duty]) -> bool:
    """Tell whether who has these duties may do what needs one of the others; none, anything."""
    return Duty.OWNER in held or not asked or any(duty in held for duty in asked)


def sells(*, status: MerchantStatus, reason: str) -> None:
    """Return if a merchant sells something new.

    Raises:
        MerchantNotActive: it is suspended or closed; why is told.
    """
    if status is not MerchantStatus.ACTIVE:
        raise MerchantNotActive(status=status, reason=reason)


def may_change(status: MerchantStatus) -> None:
    """Return if a merchant may be suspended, resumed or closed.

    Raises:
        MerchantClosed: it is closed for good.
    """
    if status is MerchantStatus.CLOSED:
        raise MerchantClosed


def duties(wanted: Collection[Duty]) -> list[str]:
    """Return somebody's duties as they are stored, each once, always in one order.

    Raises:
        BadInput: there is none.
    """
    if not wanted:
        raise BadInput("input.duties", "at least one duty")
    return [duty for duty in Duty if duty in wanted]


def merchant(raw: NewMerchant) -> NewMerchant:
    """Return a merchant as it is stored.

    Raises:
        BadInput: something of it cannot be meant; its field is named.
    """
    return NewMerchant(
        slug=slug(raw.slug, field="input.slug"),
        name=line(raw.name, field="input.name", most=60),
        name_en=line(raw.name_en, field="input.nameEn", most=60, least=0),
        about=paragraphs(raw.about, field="input.about", most=2000),
        kind=raw.kind,
    )
