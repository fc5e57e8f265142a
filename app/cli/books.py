"""Whether the books are true, as a table for people and an exit code for machines."""

import asyncio

import click
from rich.table import Table

from app.cli.ground import ground
from app.cli.words import ANSWER, ASIDE, read_settings
from app.database import opened
from resolvers import books
from resolvers.book_rules import RULES


async def findings(url: str) -> list[books.Finding]:
    """Return what is wrong with the books of this database."""
    async with opened(url, max_connections=2):
        return await books.check_books()


@click.command(short_help="compare every sum, seat and piece with every other")
@click.pass_context
def check_books(ctx: click.Context) -> None:
    """Check the books; exits with 1 if a rule does not hold."""
    with ground(read_settings()) as url, ASIDE.status("reading the books…"):
        found = asyncio.run(findings(url))
    broken = {finding.rule for finding in found}
    for rule in RULES:
        if rule not in broken:
            ANSWER.print(f"[green]true[/]  {rule}")
    if found:
        ANSWER.print(_table(found))
        ctx.exit(1)


def _table(found: list[books.Finding]) -> Table:
    table = Table("rule", "subject", "detail", title=f"{len(found)} findings", style="red")
    for finding in found:
        table.add_row(finding.rule, finding.subject, finding.detail)
    return table
