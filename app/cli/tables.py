"""What is done to a database once: its tables, and the demo world in them."""

import asyncio

import click

from app.cli.ground import ground
from app.cli.planting import plant_now
from app.cli.words import ANSWER, ASIDE, read_settings
from app.seed.people import DEMO_PASSWORD, PEOPLE
from app.seed.plant import Inhabited
from models.migrate import up


@click.command(short_help="bring the database to what this version needs")
def migrate() -> None:
    """Apply the migrations that were not applied yet."""
    with ground(read_settings()) as url, ASIDE.status("migrating the database…"):
        applied = asyncio.run(up(url))
    ANSWER.print(f"applied {', '.join(applied)}" if applied else "nothing to apply")


@click.command(short_help="plant the demo world in an empty database")
def seed() -> None:
    """Plant the demo world: people, shops, goods, campaigns, and teams at every stage."""
    settings = read_settings()
    with ground(settings) as url:
        with ASIDE.status("migrating the database…"):
            asyncio.run(up(url))
        try:
            asyncio.run(plant_now(url, settings))
        except Inhabited as inhabited:
            raise click.ClickException(str(inhabited)) from inhabited
    ANSWER.print(f"planted; {len(PEOPLE)} people sign in with {DEMO_PASSWORD}, such as juzi")
