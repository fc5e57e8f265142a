"""What a migration's file says.

It is plain SQL in dbmate's format: ``NNNN_name.sql`` with ``-- migrate:up`` and then
perhaps ``-- migrate:down``, each followed by ``transaction:false`` where a statement
cannot run inside a transaction; such a section holds one statement only.
"""

import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

_NAME = re.compile(r"(\d{4,})_(\w+)\.sql")
_MARK = re.compile(r"^--[ \t]*migrate:(up|down)([^\n]*)$", re.MULTILINE)


class MigrationError(RuntimeError):
    """The database cannot be brought to the wanted version; nothing was half done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One direction of a migration; ``first_line`` is where its SQL begins in the file."""

    sql: str
    first_line: int
    in_transaction: bool

    def line_of(self, position: object) -> int:
        """Return the file's line for a 1-based position that Postgres told, if it told one."""
        before = int(position) - 1 if isinstance(position, str | int) else 0
        return self.first_line + self.sql[:before].count("\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Migration:
    """One step between two versions of the schema; ``sha256`` is of the whole file."""

    version: str
    name: str
    up: Section
    down: Section | None
    sha256: str

    @property
    def file_name(self) -> str:
        """The file this was read from."""
        return f"{self.version}_{self.name}.sql"


def read_migrations(folder: Path) -> list[Migration]:
    """Return the migrations of a folder, oldest first.

    Raises:
        MigrationError: a name or a file is malformed, or two have the same version.
    """
    migrations = [_read(path) for path in sorted(folder.glob("*.sql"))]
    versions = [m.version for m in migrations]
    twice = sorted({v for v in versions if versions.count(v) > 1})
    if twice:
        raise MigrationError(f"two files have the version {twice[0]}")
    return migrations


def _read(path: Path) -> Migration:
    named = _NAME.fullmatch(path.name)
    if not named:
        raise MigrationError(f"{path.name}: the name must be NNNN_words.sql")
    text = path.read_text(encoding="utf-8").replace("\r\n", "\n")
    marks = list(_MARK.finditer(text))
    if [mark[1] for mark in marks] not in (["up"], ["up", "down"]):
        raise MigrationError(f"{path.name}: want one migrate:up, then at most one migrate:down")
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    sections = [_section(text, mark, end) for mark, end in zip(marks, ends, strict=True)]
    return Migration(
        version=named[1],
        name=named[2],
        up=sections[0],
        down=sections[1] if len(sections) > 1 else None,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )


def _section(text: str, mark: re.Match[str], end: int) -> Section:
    return Section(
        sql=text[mark.end() : end],
        first_line=text.count("\n", 0, mark.end()) + 1,
        in_transaction="transaction:false" not in mark[2],
    )
