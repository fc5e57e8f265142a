"""What a draw without a finding proves, and what no file can prove, in plain sentences."""

from collections.abc import Iterator
from dataclasses import dataclass

from rules import signatures
from rules.draws.published import Published
from rules.particulars import DrawMode


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What was laid beside the header: the entries, and how many receipts of which kind."""

    entries: bool
    receipts: int
    locks: int


def proved(draw: Published, seen: Seen) -> Iterator[str]:
    """Yield what holds."""
    plain, wins = draw.plain, f"{draw.plain['k']} of {draw.plain['n']}"
    key = signatures.key_id(draw.public_key)
    yield f"key {key} signed the lock: {wins} win, root {plain['root']}"
    if draw.is_void:
        yield f"{plain['void']['reason']} is a reason to be void at the time that is told"
    elif draw.mode is DrawMode.PUBLIC_BEACON:
        yield f"the freeze dictates round {plain['beacon']['round']}, and the chain signed it"
    else:
        yield f"the secret is the one behind commitment {plain['operator']['sequence']}"
    if not draw.is_void:
        yield "the seed follows from them, and selects these winners and no others"
        yield "each winner is below the root"
    if seen.entries:
        yield f"the {plain['n']} entries make up the root; each has its number and a later serial"
    if seen.entries and seen.receipts:
        yield f"{seen.receipts} payers' receipts agree with the entries, the rules and the pledge"
    if seen.locks:
        yield "the lock receipt that was kept is the published one"


def unproved(draw: Published, seen: Seen) -> Iterator[str]:
    """Yield what whoever verifies must learn elsewhere."""
    yield from _of_the_time(draw, seen)
    if not seen.entries:
        yield "that the root is over the published entries: give the entries file"
    if not (seen.entries and seen.receipts):
        yield "that the entries are those that paid: give the payers' receipts with the entries"
    else:
        yield "that payers whose receipts were not given entered too"
    if draw.trust.public_key is None:
        yield "that the key is the organiser's: compare it with the campaign's published rules"
    yield "what the rules behind rules_hash promise: prizes, how many, when, the countdown"
    yield "who stands behind the entries: one may hold many seats"
    if draw.is_void:
        yield "when it was found void, and that nobody knew the winners: void counts are public"


def _of_the_time(draw: Published, seen: Seen) -> Iterator[str]:
    if draw.mode is DrawMode.OPERATOR_COMMIT:
        yield (
            "that nobody knew the winners before: the operator knew the secret all along; one who"
            " also plays can try identities for the last seat until they win, or withhold."
            " This mode is not provably fair"
        )
        yield "that the commitment was out when the team opened: look for gaps in the public list"
    elif seen.locks:
        yield "when you got the lock receipt: it must have been before the round came"
    else:
        yield "that the root was fixed before the round came: only lock receipts kept by others do"
