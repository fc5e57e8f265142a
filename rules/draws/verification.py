"""Whether a published draw holds: its file, its entries, and what others kept of it."""

import json
from collections.abc import Iterable

from rules.draws import checking
from rules.draws.findings import Finding, Verdict, Wrong
from rules.draws.kept import Kept
from rules.draws.published import Published, Trust
from rules.draws.roster import Roster
from rules.draws.shapes import HEADER, Misshapen, read
from rules.draws.verdicts import Seen, proved, unproved

BELIEVED = Trust()
CHECKS = (
    checking.lock,
    checking.chance,
    checking.timetable,
    checking.winners,
    checking.void,
)


def verify(
    header: bytes,
    *,
    entries: Iterable[bytes] | None = None,
    receipts: Iterable[bytes] | None = None,
    trust: Trust = BELIEVED,
) -> Verdict:
    """Return what is wrong with a published draw, or what it proves and what it does not.

    ``header`` is the whole file; ``entries`` are the lines of the entries file and ``receipts``
    signed receipts, a line each, with their ends, read once. Nothing is fetched. A beacon's
    signature takes tenths of a second.
    """
    told = _read(header)
    if isinstance(told, Finding):
        return Verdict(findings=(told,), proved=(), unproved=())
    draw = Published(told, trust)
    if incoherent := tuple(checking.parts(draw)):
        return Verdict(findings=incoherent, proved=(), unproved=())
    findings = [finding for check in CHECKS for finding in check(draw)]
    kept = Kept(draw)
    if receipts is not None:
        findings += kept.read(receipts)
    if entries is not None:
        roster = Roster(draw, kept.serials)
        found = list(roster.read(entries))
        # Of entries that are not those of the draw nothing is said about a receipt.
        findings += found or kept.beside(roster.by_serial)
    seen = Seen(entries=entries is not None, receipts=len(kept.entries), locks=kept.locks)
    return Verdict(
        findings=tuple(findings),
        proved=() if findings else tuple(proved(draw, seen)),
        unproved=tuple(unproved(draw, seen)),
    )


def _read(header: bytes) -> dict[str, object] | Finding:
    try:
        return read(header, HEADER)
    except Misshapen as wrong:
        return Finding(Wrong.FILE_SHAPE_WRONG, f"{wrong.path} is not what it must be")
    except (json.JSONDecodeError, UnicodeDecodeError):
        return Finding(Wrong.FILE_UNREADABLE, "this is not JSON")
    except ValueError as wrong:
        return Finding(Wrong.FILE_NOT_CANONICAL, str(wrong))
