"""How commands are found, and how a failure is said: one sentence, never a traceback."""

import importlib
from collections.abc import Mapping

import asyncpg
import click
from rich.console import Console
from tortoise.exceptions import DBConnectionError

from app.local.programs import LocalPostgresError
from app.settings import Settings
from models.migration_files import MigrationError
from rules.faults import BadInput

# Progress and remarks go beside the answer, which alone can be piped on.
ASIDE = Console(stderr=True, highlight=False)
ANSWER = Console(highlight=False, soft_wrap=True)
if not ANSWER.is_terminal:
    # A table in a file or a pipe is read by lines: nothing is folded into a narrow column.
    ANSWER.width = 200

FORESEEN = (
    LocalPostgresError,
    MigrationError,
    BadInput,
    DBConnectionError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    TimeoutError,
    OSError,
)


class Commands(click.Group):
    """Commands by name, each imported when it is asked for: help must not wait for a schema."""

    def __init__(self, places: Mapping[str, str], *, name: str, help: str) -> None:  # noqa: A002 - click's word
        super().__init__(name=name, help=help)
        self._places = places

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names in the order of the list."""
        return list(self._places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Return the command of this name."""
        if cmd_name not in self._places:
            return None
        module, _, name = self._places[cmd_name].partition(":")
        return getattr(importlib.import_module(module), name)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command that was asked for; what is foreseen to fail is said in a sentence."""
        try:
            return super().invoke(ctx)
        except FORESEEN as failure:
            raise click.ClickException(sentence(failure)) from failure


def sentence(failure: Exception) -> str:
    """Return what a person can make of a failure."""
    text = " ".join(str(failure).split()) or type(failure).__name__
    if isinstance(failure, BadInput):
        return f"{failure.field.removeprefix('input.')}: {failure.message}"
    if isinstance(failure, asyncpg.PostgresError):
        return f"Postgres refused: {text}"
    if isinstance(failure, OSError) and failure.filename is None:
        return f"no connection: {text}"
    return text


def read_settings() -> Settings:
    """Return this machine's settings.

    Raises:
        click.ClickException: a variable holds what it cannot mean.
    """
    try:
        return Settings.read()
    except ValueError as wrong:
        raise click.ClickException(str(wrong)) from wrong
