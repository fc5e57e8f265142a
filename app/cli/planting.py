"""How the demo world is planted from the command line."""

from datetime import UTC, datetime

import click
from rich.progress import Progress

from app.cli.signals import undisturbed
from app.cli.words import ASIDE
from app.database import opened
from app.seed.plant import HalfPlanted, plant, planted
from app.seed.plant_provider import tell_provider
from app.settings import Settings


async def plant_now(url: str, settings: Settings) -> None:
    """Plant the demo world.

    Raises:
        Inhabited: somebody lives in this database.
    """
    # Half a world would look like one that somebody lives in.
    with undisturbed(), Progress(console=ASIDE, transient=True) as shown:
        bar = shown.add_task("planting the demo world", total=None)
        async with opened(url):
            await plant(
                now=datetime.now(UTC),
                progress=lambda done, most: shown.update(bar, completed=done, total=most),
            )
            await _tell_provider(settings)


async def plant_once(url: str, settings: Settings) -> None:
    """Plant the demo world if nobody lives in this database.

    Raises:
        click.ClickException: a planting was cut off here before.
    """
    async with opened(url):
        try:
            inhabited = await planted()
        except HalfPlanted as half:
            raise click.ClickException(str(half)) from half
        if inhabited:
            await _tell_provider(settings)
    if not inhabited:
        await plant_now(url, settings)


async def _tell_provider(settings: Settings) -> None:
    if settings.provider_url is None:
        await tell_provider(settings.sandbox_store(), public_url=settings.public_url)
