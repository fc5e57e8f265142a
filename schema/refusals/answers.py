"""How a refusal becomes the type of the same name."""

from collections.abc import Awaitable, Callable
from dataclasses import fields
from typing import Any, TypeVar

from rules import refusals as rules
from schema.refusals import (
    after_sales,
    campaigns,
    catalogue,
    distributors,
    dividends,
    funding,
    mail,
    merchants,
    orders,
    payments,
    people,
    points,
    referrals,
    refusal,
    reports,
    screens,
    shipping,
    talk,
    teams,
    tenders,
    withdrawals,
)

T = TypeVar("T")

REASONS = {
    name
    for name, reason in vars(rules).items()
    if isinstance(reason, type) and issubclass(reason, rules.Refusal)
}
KINDS: dict[str, Any] = {
    name: kind
    for module in (
        after_sales,
        campaigns,
        catalogue,
        distributors,
        dividends,
        funding,
        merchants,
        orders,
        payments,
        people,
        points,
        referrals,
        refusal,
        reports,
        screens,
        shipping,
        teams,
        talk,
        mail,
        tenders,
        withdrawals,
    )
    for name, kind in vars(module).items()
    if name in REASONS
}


def shown(refused: rules.Refusal) -> Any:
    """Show a refusal as the type of the same name, fact for fact.

    Typed ``Any`` because a union's members are chosen at run time; that every
    refusal has its type here, and every mutation its refusals, is a test.
    """
    facts = {fact.name: getattr(refused, fact.name) for fact in fields(refused)}
    return KINDS[type(refused).__name__](message=refused.message, **facts)


async def answered(doing: Awaitable[T], show: Callable[[T], Any]) -> Any:
    """Show what was done, or why it was refused."""
    try:
        done = await doing
    except rules.Refusal as refused:
        return shown(refused)
    return show(done)
