"""One real join as a pgbench script: its own statements, with other people in other teams."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from benchmarks.world import CAMPAIGNS, KINDS, sql_id

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+[+]00:00")
NUMBER = re.compile(r"[DP]\d{8}[0-9A-Z]{10}")
INSERTION = re.compile(r'INSERT INTO "?\w+"? \(([^)]*)\) VALUES ((?:\([^)]*\)(?:, )?)+)')
LINE = re.compile(r"\(([^)]*)\)")
# What a join reads and writes back, changed: by a name, and words of the statement that reads it.
READ = {"team": "FROM team t WHERE t.code", "place": "AS n FROM seat"}
BEGUN, ENDED = ("BEGIN",), ("COMMIT", "ROLLBACK")

# What the team of the recorded join is made to hold, so that its numbers are known again.
VERSION = 7001
SEATS_HELD = 17

PLAYERS = {
    "person": ":person",
    "team": ":team",
    "campaign": ":campaign",
    "choice": ":campaign",
    "sku": ":campaign",
    "merchant": "0",
}
EXPRESSIONS = {
    prefix: sql_id(kind, PLAYERS[kind]) for kind, prefix in KINDS.items() if kind in PLAYERS
}
HEAD = f"""\\set person :first_person + :done * :clients + :client_id
\\set done :done + 1
\\set team :first_team + (:person - :first_person) % :teams
\\set campaign :team % {CAMPAIGNS}
"""

Told = dict[str, Any]


def of_one_join(told: Iterable[Told], *, digest: str, person: str) -> list[Told]:
    """Return the statements of the join by the person whose token has this digest.

    Left out are transactions that touch nothing of it (the relay's, the worker's), and
    what the connection pool says to clean a connection that is given back.
    """
    kept: list[Told] = []
    ours = {digest, person}
    for unit in _units(told):
        text = str([statement["arguments"] for statement in unit])
        if any(mark in text for mark in ours):
            kept += unit
            ours.update(UUID.findall(text))
    return kept


def _units(told: Iterable[Told]) -> Iterator[list[Told]]:
    """Return whole transactions, and statements outside of any, in the order of their end."""
    open_units: dict[int, list[Told]] = {}
    for statement in told:
        number, sql = statement["connection"], statement["sql"]
        if sql.startswith(BEGUN):
            open_units[number] = []
        unit = open_units.get(number)
        if unit is None:
            yield [statement]
            continue
        unit.append(statement)
        if sql.startswith(ENDED):
            yield open_units.pop(number)


@dataclass(slots=True, kw_only=True)
class Script:
    """Writes the script; what the join made anew is made anew by each transaction."""

    digest: str
    code: str
    key: str
    made: dict[str, str] = field(default_factory=dict)

    def text(self, statements: Iterable[Told]) -> str:
        """Return the whole script."""
        return HEAD + "".join(self._statement(statement) for statement in statements)

    def _statement(self, told: Told) -> str:
        sql, arguments = " ".join(told["sql"].split()).rstrip(";"), told["arguments"]
        filled = self._filled(sql, arguments)
        read = next((name for name, mark in READ.items() if mark in sql), None)
        return f"{filled} \\gset {read}_\n" if read else f"{filled};\n"

    def _filled(self, sql: str, arguments: list[Any]) -> str:
        columns = _columns(sql)

        def expression(found: re.Match[str]) -> str:
            return self._expression(arguments[int(found[1]) - 1], columns.get(found[0], ""))

        return re.sub(r"\$(\d+)", expression, sql)

    def _expression(self, value: object, column: str) -> str:
        known = {VERSION: ":team_version", VERSION + 1: "(:team_version + 1)"}
        known |= {SEATS_HELD + 1: "(:team_seats_held + 1)"}
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, list):
            each = cast("list[object]", value)
            return f"ARRAY[{', '.join(self._expression(one, column) for one in each)}]"
        if isinstance(value, dict):
            return _bytes(value["bytes"], is_token=value["bytes"] == self.digest)
        if value is None or isinstance(value, bool):
            return "NULL" if value is None else str(value)
        assert isinstance(value, int), f"{value!r} is of a kind no statement had before"
        return ":place_number" if column == "number" else known.get(value, str(value))

    def _text(self, value: str) -> str:
        if value == self.code:
            return "('B' || lpad((:team)::text, 7, '0'))"
        if value == self.key:
            return "('key-' || (:person)::text)"
        if NUMBER.fullmatch(value):
            return f"('{value[0]}' || (:person)::text)"
        if INSTANT.fullmatch(value):
            return f"to_timestamp({datetime.fromisoformat(value).timestamp()})"
        if UUID.fullmatch(value):
            return self._id(value)
        kind = "::jsonb" if value.startswith(("{", "[")) else ""
        between, ids = UUID.split(value), UUID.findall(value)
        parts = [_quoted(between[0])]
        for row, after in zip(ids, between[1:], strict=True):
            parts += [f"({self._id(row)})::text", _quoted(after)]
        return "(" + " || ".join(parts) + ")" + kind

    def _id(self, row: str) -> str:
        known = EXPRESSIONS.get(row[:8])
        if known is None:
            prefix = self.made.setdefault(row, f"f{len(self.made):07x}")
            known = (
                f"('{prefix}-0000-7000-8000-' || lpad(to_hex((:person)::bigint), 12, '0'))::uuid"
            )
        return known


def _columns(sql: str) -> dict[str, str]:
    """Return which column each argument of an insertion is written to."""
    columns: dict[str, str] = {}
    for names, lines in INSERTION.findall(sql):
        listed = re.findall(r"\w+", names)
        for line in LINE.findall(lines):
            columns |= zip(line.split(", "), listed, strict=True)
    return columns


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _bytes(digits: str, *, is_token: bool) -> str:
    if is_token:
        return "sha256(convert_to('bench-' || (:person)::text, 'UTF8'))"
    return f"decode('{digits}', 'hex')"


def digest_of(token: str) -> str:
    """Return what a token is stored as, in hex digits."""
    return hashlib.sha256(token.encode()).hexdigest()
