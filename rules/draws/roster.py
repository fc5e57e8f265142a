"""Whether the entries of a draw, line by line, are those below its root."""

import re
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from rules.draws.encoding import sha256
from rules.draws.findings import Finding, Wrong
from rules.draws.published import Published
from rules.draws.receipts import Entry
from rules.draws.shapes import TICKET
from rules.draws.trees import Frontier
from rules.particulars import DrawScope

# A longer line is none, so that nobody must read on to its end.
LINE_MOST_BYTES = 256
COUNT = r"[1-9][0-9]{0,14}"
LINE = re.compile(
    rf'\{{"commitment":"([0-9a-f]{{64}})","no":({COUNT}),"serial":({COUNT}),'
    rf'"ticket":"({TICKET})"\}}\n'.encode()
)


@dataclass(slots=True)
class Roster:
    """The entries as they go by once: of them only those are kept that are asked for.

    Beside these it holds 8 bytes for each entry, to tell whether a ticket comes twice.
    """

    draw: Published
    serials: frozenset[int]
    by_no: dict[int, Entry] = field(default_factory=dict[int, Entry])
    by_serial: dict[int, Entry] = field(default_factory=dict[int, Entry])
    _broken: Finding | None = None
    _tickets: "array[int]" = field(default_factory=lambda: array("Q"))

    def read(self, lines: Iterable[bytes]) -> Iterator[Finding]:
        """Yield what is wrong with the entries; at a line that is wrong it ends."""
        plain = self.draw.plain
        tree = Frontier().grown(self._leaves(lines))
        if self._broken:
            yield self._broken
            return
        if tree.n != plain["n"]:
            sentence = f"{tree.n} entries are told where {plain['n']} entered"
            yield Finding(Wrong.ENTRIES_COUNT, sentence)
        if not tree.n or tree.root.hex() != plain["root"]:
            yield Finding(Wrong.ROOT_WRONG, "the entries make up another root")
        if self._is_ticket_twice():
            yield Finding(Wrong.ENTRIES_TICKET_TWICE, "two entries have the same ticket")
        yield from self._winners()

    def _leaves(self, lines: Iterable[bytes]) -> Iterator[bytes]:
        wanted = frozenset(winner["no"] for winner in self.draw.plain["winners"])
        is_team = self.draw.plain["scope"] == DrawScope.TEAM
        before = 0
        for place, line in enumerate(lines, 1):
            entry = _entry(line)
            if entry is None:
                self._broken = Finding(Wrong.ENTRIES_UNREADABLE, f"line {place} is no entry")
                return
            if entry.no != place:
                self._broken = Finding(Wrong.ENTRIES_NUMBERING, f"line {place} has no {entry.no}")
                return
            if entry.serial <= before or (is_team and entry.serial != place):
                sentence = f"line {place} has serial {entry.serial} after {before}"
                self._broken = Finding(Wrong.ENTRIES_SERIAL, sentence)
                return
            before = entry.serial
            self._keep(entry, wanted)
            yield entry.leaf

    def _keep(self, entry: Entry, wanted: frozenset[int]) -> None:
        self._tickets.append(int.from_bytes(sha256(entry.ticket.encode())[:8], "big"))
        if entry.no in wanted:
            self.by_no[entry.no] = entry
        if entry.serial in self.serials:
            self.by_serial[entry.serial] = entry

    def _is_ticket_twice(self) -> bool:
        tickets = sorted(self._tickets)
        return any(one == other for one, other in pairwise(tickets))

    def _winners(self) -> Iterator[Finding]:
        for winner in self.draw.plain["winners"]:
            entry = self.by_no.get(winner["no"])
            told = (winner["serial"], winner["ticket"], winner["commitment"])
            if entry is None or told != (entry.serial, entry.ticket, entry.commitment.hex()):
                sentence = f"the winner of prize {winner['prize']} is another among the entries"
                yield Finding(Wrong.WINNER_DIFFERS, sentence)


def _entry(line: bytes) -> Entry | None:
    match = LINE.fullmatch(line)
    if match is None:
        return None
    commitment, no, serial, ticket = match.groups()
    return Entry(
        no=int(no),
        serial=int(serial),
        ticket=ticket.decode(),
        commitment=bytes.fromhex(commitment.decode()),
    )
