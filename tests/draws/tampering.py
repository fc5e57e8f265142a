"""Published draws as somebody would like them to be: whoever hands them on, or who runs them.

Each names what must be found. What is not named here is changed field by field
in ``each_field``.
"""

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from importlib import import_module

from rules.draws import files
from rules.draws.encoding import canonical
from rules.particulars import DrawMode
from tests.draws.samples import CAMPAIGN, TEAM, Sample

BOTH = (TEAM, CAMPAIGN)
CHANGES = []


@dataclass
class Published:
    """What there is to verify, while somebody works on it."""

    sample: Sample
    header: dict
    entries: list[dict]
    receipts: list[dict]
    raw: dict[str, bytes] = field(default_factory=dict)

    @classmethod
    def of(cls, sample):
        entries = [files.plain_entry(entry) for entry in sample.entries()]
        return cls(sample, deepcopy(sample.header()), entries, deepcopy(sample.receipts()))

    @property
    def lock(self):
        return self.header["lock"]["receipt"]

    def sign_lock(self):
        """As only whoever runs the draw can."""
        self.header["lock"] = self.sample.signed(self.lock)

    def reseal(self, sample):
        """Make everything anew but what others keep."""
        entries = [files.plain_entry(entry) for entry in sample.entries()]
        self.header, self.entries = deepcopy(sample.header()), entries

    def files(self):
        lines = [canonical(entry) + b"\n" for entry in self.entries]
        receipts = [canonical(receipt) + b"\n" for receipt in self.receipts]
        told = {
            "header": canonical(self.header),
            "entries": b"".join(lines),
            "receipts": b"".join(receipts),
        }
        return told | self.raw


@dataclass(frozen=True)
class Tampered:
    """A draw that somebody worked on; ``codes`` are those of which one must be found."""

    name: str
    mode: DrawMode
    header: bytes
    entries: bytes
    receipts: bytes
    codes: frozenset[str]


def change(*codes, of=BOTH):
    """Keep a function as something that somebody may do to what was published."""

    def keep(function: Callable[[Published], None]):
        CHANGES.append((function, frozenset(codes), of))
        return function

    return keep


def tampered() -> Iterator[Tampered]:
    """Every named change, and every field changed, of a draw in each mode."""
    for module in ("headers", "lines", "keys", "kept"):
        # Each adds to the list when it is imported.
        import_module(f"tests.draws.tampered_{module}")
    for function, codes, samples in CHANGES:
        for sample in samples:
            published = Published.of(sample)
            function(published)
            yield _case(function.__name__, published, codes)
    for sample in BOTH:
        yield from each_field(sample)


def each_field(sample):
    """The header with one value changed, or one field left out, and nothing else."""
    header = sample.header()
    for path, value in _leaves(header):
        place = ".".join(map(str, path))
        for word, other in (("another", _another(value)), ("no", None)):
            if other == value:
                continue
            published = Published.of(sample)
            at = published.header
            for step in path[:-1]:
                at = at[step]
            at[path[-1]] = other
            yield _case(f"{word} {place}", published, frozenset())
        if isinstance(path[-1], str):
            published = Published.of(sample)
            at = published.header
            for step in path[:-1]:
                at = at[step]
            del at[path[-1]]
            yield _case(f"without {place}", published, frozenset({"FILE_SHAPE_WRONG"}))


def _case(name, published, codes):
    mode = published.sample.mode
    return Tampered(name=name, mode=mode, codes=codes, **published.files())


def _leaves(value, path=()):
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, (*path, name))
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from _leaves(inner, (*path, position))
    else:
        yield path, value


def _another(value):
    """The least that can be changed of a value so that it still looks like one."""
    if value is None:
        return "0" * 64
    if isinstance(value, int):
        return value + 1
    others = {
        "TEAM": "CAMPAIGN",
        "CAMPAIGN": "TEAM",
        "OPERATOR_COMMIT": "PUBLIC_BEACON",
        "PUBLIC_BEACON": "OPERATOR_COMMIT",
        "PUBLISHED": "VOID",
    }
    if value in others:
        return others[value]
    last = "1" if value[-1] != "1" else "2"
    return value[:-1] + last


def as_json(published, **how):
    return json.dumps(published.header, sort_keys=True, **how).encode()
