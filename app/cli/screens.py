"""How a screen is approved where there is no page for it: by the code that it shows."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import click

from actions.pairing import NewScreen, approve_screen
from app.cli.ground import ground
from app.cli.words import ANSWER, read_settings
from app.database import opened
from models.merchants import Merchant
from models.screens import Screen
from resolvers.screens import named_screen, read_code
from rules.refusals import MerchantNotFound, PairingNotFound
from rules.screens import Scene, SceneKind, ScreenLanguage, ScreenTheme

# What needs no more than its name to be shown.
ALONE = {kind.lower(): kind for kind in (SceneKind.WALL, SceneKind.RANKING, SceneKind.POSTER)}


@click.command(short_help="make the page that shows a code a screen")
@click.argument("code")
@click.option("--name", default="屏幕 Screen", show_default=True, help="What it is called.")
@click.option("--merchant", help="Whose it is, by slug; the whole platform's if unsaid.")
@click.option("--scenes", default="wall", show_default=True, help="wall,ranking,poster: in turn.")
@click.option("--day", is_flag=True, help="Dark on light, for a bright room.")
@click.option("--english", is_flag=True, help="It speaks English.")
def pair_screen(
    code: str, name: str, merchant: str | None, scenes: str, *, day: bool, english: bool
) -> None:
    """Make the page that shows CODE a screen, as an operator would."""
    wanted = named_screen(
        NewScreen(
            merchant_id=None,
            name=name,
            theme=ScreenTheme.DAY if day else ScreenTheme.NIGHT,
            language=ScreenLanguage.EN if english else ScreenLanguage.ZH,
            scenes=_listed(scenes),
        )
    )
    with ground(read_settings()) as url:
        try:
            row = asyncio.run(_paired(url, wanted, read_code(code), merchant))
        except (PairingNotFound, MerchantNotFound) as refused:
            raise click.ClickException(refused.message) from None
    ANSWER.print(f"{row.name} is a screen now")


def _listed(names: str) -> tuple[Scene, ...]:
    kinds = [name.strip().lower() for name in names.split(",")]
    if not set(kinds) <= set(ALONE) or len(set(kinds)) < len(kinds):
        message = f"--scenes are some of {', '.join(ALONE)}, each once, by commas"
        raise click.ClickException(message)
    return tuple(Scene(kind=ALONE[kind], seconds=30) for kind in kinds)


async def _paired(url: str, wanted: NewScreen, code: str, merchant: str | None) -> Screen:
    async with opened(url, max_connections=2):
        if merchant is not None:
            row = await Merchant.get_or_none(slug=merchant)
            if row is None:
                raise MerchantNotFound
            wanted = replace(wanted, merchant_id=row.id)
        return await approve_screen(wanted, code=code, seller=None, now=datetime.now(UTC))
