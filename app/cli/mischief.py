"""The sandbox provider's switches from the command line: what is on, and turning it."""

import asyncio
from collections.abc import Callable
from typing import Any

import click
from click.core import ParameterSource
from rich.table import Table

from app.asgi import Kaituan
from app.cli.words import ANSWER, read_settings
from app.errands.provider import ProviderRefused, ProviderUnavailable
from app.errands.sandbox_client import SandboxClient
from app.sandbox import words
from app.sandbox.refusals import Refused
from app.sandbox.switches import SWITCHES, Kind, Switch, Value, bounds, checked, typed_value

NONE = "none"


class Turn(click.ParamType[Value]):
    """What one switch may be turned to."""

    def __init__(self, switch: Switch) -> None:
        self.name = switch.kind.lower()
        self._switch = switch

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Value:
        """Return the value as a request holds it, within the bounds of its switch."""
        text = str(value)
        is_none = self._switch.kind is Kind.FEN and text == NONE
        try:
            return None if is_none else checked(self._switch, typed_value(self._switch, text))
        except Refused:
            self.fail(f"{text!r}: {bounds(self._switch)}", param, ctx)


def _with_switches(command: Callable[..., None]) -> Callable[..., None]:
    # The last one added is listed first.
    for switch in reversed(SWITCHES.values()):
        command = _option(switch)(command)
    return command


def _option(switch: Switch) -> Callable[[Callable[..., None]], Callable[..., None]]:
    flag, said = switch.name.replace("_", "-"), f"{words.SWITCHES[switch.name].en}."
    if switch.kind is Kind.TRUTH:
        return click.option(f"--{flag}/--no-{flag}", switch.name, default=None, help=said)
    if switch.kind is Kind.CHOICE:
        return click.option(f"--{flag}", type=click.Choice(switch.choices), help=said)
    metavar = {Kind.TIMES: "N|all", Kind.FEN: "N|none"}.get(switch.kind, "N")
    return click.option(f"--{flag}", type=Turn(switch), metavar=metavar, help=said)


@click.command(short_help="make the sandbox payment provider misbehave")
@_with_switches
@click.option("--calm", is_flag=True, help="Turn everything off first.")
@click.option("--page", is_flag=True, help="Print the link of the control page, its only key.")
@click.pass_context
def mischief(ctx: click.Context, *, calm: bool, page: bool, **switches: Value) -> None:
    """Show the switches of the configured sandbox provider, after turning those that are named."""
    try:
        settings = read_settings().with_secret()
    except ValueError as wrong:
        raise click.ClickException(str(wrong)) from wrong
    provider = Kaituan(settings=settings, database_url="").errands().provider
    assert isinstance(provider, SandboxClient)
    if page:
        ANSWER.print(provider.control_page())
        return
    typed = ParameterSource.COMMANDLINE
    turns = {name: switches[name] for name in SWITCHES if ctx.get_parameter_source(name) is typed}
    try:
        shown = asyncio.run(_turned(provider, turns, calm=calm))
    except ProviderUnavailable as failure:
        raise click.ClickException(f"the provider does not answer: {failure}") from failure
    except ProviderRefused as refusal:
        raise click.ClickException(f"the provider refused: {refusal}") from refusal
    ANSWER.print(_table(shown))


async def _turned(
    provider: SandboxClient, turns: dict[str, Value], *, calm: bool
) -> dict[str, Any]:
    async with provider:
        if calm:
            await provider.calm()
        return await provider.control(turns)


def _table(shown: dict[str, Any]) -> Table:
    table = Table("", "switch", "stands at", "what it does", box=None)
    for name, switch in SWITCHES.items():
        value = shown.get(name, switch.off)
        is_on = value != switch.off
        said = "none" if value is None else str(value).lower()
        table.add_row("on" if is_on else "", name, said, words.SWITCHES[name].en)
    return table
