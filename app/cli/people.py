"""How somebody gets the rights that nobody can sign up for."""

import asyncio
import sys
from datetime import UTC, datetime

import click

from actions.people import sign_up
from app.cli.ground import ground
from app.cli.words import ANSWER, read_settings
from app.database import opened
from app.passwords import Argon
from models.people import Person
from rules import people as rules
from rules.people import Role
from rules.refusals import HandleTaken


@click.command(short_help="let somebody operate the shop")
@click.argument("handle")
@click.option("--display-name", help="How others see them; the handle if unsaid.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def create_operator(handle: str, display_name: str | None, *, password_stdin: bool) -> None:
    """Create an operator who signs in as HANDLE; the password is asked for, unseen."""
    wanted = rules.handle(handle)
    name = rules.line(display_name or wanted, field="display-name", most=rules.NAME_MOST)
    password = rules.password(_password(from_stdin=password_stdin))
    with ground(read_settings()) as url:
        try:
            asyncio.run(_create(url, wanted, name, password))
        except HandleTaken:
            raise click.ClickException(f"{wanted} is taken; choose another handle") from None
    ANSWER.print(f"{wanted} operates the shop now")


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)


async def _create(url: str, handle: str, name: str, password: str) -> Person:
    async with opened(url, max_connections=2):
        return await sign_up(
            handle=handle,
            password_hash=await Argon().hashed(password),
            display_name=name,
            now=datetime.now(UTC),
            role=Role.OPERATOR,
        )
