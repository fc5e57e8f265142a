"""How a refusal becomes the type of the same name."""

from collections.abc import Awaitable, Callable
from dataclasses import fields
from typing import Any, TypeVar

from rules import refusals as rules
from schema.refusals import (
    campaigns,
    catalogue,
    dividends,
    funding,
    orders,
    payments,
    people,
    points,
    refusal,
    reports,
    screens,
    teams,
    tenders,
)

T = TypeVar("T")

KINDS: dict[str, Any] = {
    name: kind
    for module in (
        campaigns,
        catalogue,
        dividends,
        funding,
        orders,
        payments,
        people,
        points,
        refusal,
        reports,
        screens,
        teams,
        tenders,
    )
    for name, kind in vars(module).items()
    if name in rules.__all__
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
