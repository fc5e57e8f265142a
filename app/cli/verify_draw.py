"""Whether a published draw holds, from files alone: nothing is fetched and no database is asked."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

import click
from rich.table import Table

from app.cli.words import ANSWER, ASIDE
from app.errands.drand_answers import read_chain
from rules.beacons import QUICKNET, BeaconInvalid
from rules.draws.findings import Verdict
from rules.draws.published import Trust
from rules.draws.roster import LINE_MOST_BYTES
from rules.draws.verification import verify

# A header of ten thousand winners is a sixth of it.
HEADER_MOST_BYTES = 100 * 2**20
RECEIPT_MOST_BYTES = 4_096


class Hex(click.ParamType[bytes]):
    """Bytes in hexadecimal, as many as there must be."""

    def __init__(self, size: int) -> None:
        self.name = f"{size} bytes in hex"
        self._size = size

    def convert(
        self, value: str | bytes, param: click.Parameter | None, ctx: click.Context | None
    ) -> bytes:
        """Return the bytes."""
        if isinstance(value, bytes):
            return value
        try:
            told = bytes.fromhex(value)
        except ValueError:
            told = b""
        if len(told) != self._size:
            self.fail(f"{self._size} bytes in hexadecimal", param, ctx)
        return told


FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command(short_help="check a published draw, offline")
@click.argument("file", type=FILE)
@click.option("--entries", type=FILE, help="Its entries, as /draws/{id}.entries.ndjson serves.")
@click.option("--receipts", type=FILE, help="Signed receipts that were kept, one a line.")
@click.option("--key", type=Hex(32), help="The key that the campaign's published rules name.")
@click.option("--round-signature", type=Hex(48), help="The deciding round's, from elsewhere.")
@click.option("--chain", type=FILE, help="What /info tells of a chain to trust beside quicknet.")
@click.pass_context
def verify_draw(
    ctx: click.Context,
    *,
    file: Path,
    entries: Path | None,
    receipts: Path | None,
    key: bytes | None,
    round_signature: bytes | None,
    chain: Path | None,
) -> None:
    """Check the file of a draw; exits with 1 on any finding.

    It says what was proved and what no file alone can prove.
    """
    chains = (QUICKNET,)
    if chain is not None:
        try:
            chains = (QUICKNET, read_chain(chain.read_bytes()))
        except BeaconInvalid as wrong:
            raise click.BadParameter(str(wrong), param_hint="--chain") from wrong
    trust = Trust(chains=chains, public_key=key, round_signature=round_signature)
    with ExitStack() as stack, ASIDE.status("reading…"):
        header = stack.enter_context(file.open("rb")).read(HEADER_MOST_BYTES)
        verdict = verify(
            header,
            entries=_lines(stack, entries, LINE_MOST_BYTES),
            receipts=_lines(stack, receipts, RECEIPT_MOST_BYTES),
            trust=trust,
        )
    _say(verdict)
    if verdict.findings:
        ctx.exit(1)


def _lines(stack: ExitStack, path: Path | None, most: int) -> Iterator[bytes] | None:
    """Return the lines of a file; one that is longer than any comes in pieces, and none is one."""
    if path is None:
        return None
    opened: BinaryIO = stack.enter_context(path.open("rb"))
    return iter(lambda: opened.readline(most), b"")


def _say(verdict: Verdict) -> None:
    if verdict.findings:
        table = Table("finding", "what does not hold", title="this draw does not hold", style="red")
        for finding in verdict.findings:
            table.add_row(str(finding.code), finding.sentence)
        ANSWER.print(table)
    for sentence in verdict.proved:
        ANSWER.print(f"[green]proved[/]      {sentence}")
    for sentence in verdict.unproved:
        ANSWER.print(f"[yellow]not proved[/]  {sentence}")
