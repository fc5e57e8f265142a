"""How a machine without a database gets a real Postgres of its own."""

import contextlib
import fcntl
import secrets
import shutil
import subprocess
import tempfile
import time
from collections.abc import Generator, Mapping
from pathlib import Path
from urllib.parse import quote

from app.local.postmaster import (
    POLL_SECONDS,
    find_postmaster,
    forget_stale,
    free_port,
    give,
    interrupt,
    log_end,
    spawn,
    wait_ready,
)
from app.local.programs import LocalPostgresError, environment, identity, programs_folder

_USER = "kaituan"
_TIMEOUT_SECONDS = 120.0
_ATTEMPTS = 5
_FIRST_MAJOR_WITH_BUILTIN_LOCALE = 17


def start(folder: Path, *, port: int = 54329, database: str = "kaituan", **conf: object) -> str:
    """Return the URL of a Postgres that keeps its files in ``folder``.

    Any number of starters may call this at once, or again: one server runs, and it
    outlives them all until ``stop``. ``port`` is a wish; ``conf`` are server settings
    and count only for the call that starts the server.

    Raises:
        LocalPostgresError: it cannot run here; the message says what to do.
    """
    folder = folder.resolve()
    with _locked(folder):
        data = folder / "data"
        if not (data / "PG_VERSION").exists():
            _make(data, durable=conf.get("fsync") != "off")
        answering = None
        if find_postmaster(data):
            answering = wait_ready(data, child=None, timeout_seconds=_TIMEOUT_SECONDS)
        if answering is None:
            answering = _launch(data, port=port, conf={"max_connections": 100, **conf})
        password = _password_file(folder).read_text()
        _ensure_database(database, port=answering, password=password)
    return f"postgresql://{_USER}:{password}@127.0.0.1:{answering}/{quote(database)}"


def stop(folder: Path) -> bool:
    """End the server of this folder and wait for it; False when none was running.

    Raises:
        LocalPostgresError: it did not end in time.
    """
    folder = folder.resolve()
    if not folder.exists():
        return False
    with _locked(folder):
        return interrupt(folder / "data", timeout_seconds=_TIMEOUT_SECONDS)


@contextlib.contextmanager
def _locked(folder: Path) -> Generator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + 2 * _TIMEOUT_SECONDS
    with (folder / "lock").open("w") as file:
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > deadline:
                    raise LocalPostgresError(f"another process holds {folder}/lock") from None
                time.sleep(POLL_SECONDS)
        yield


def _password_file(folder: Path) -> Path:
    return folder / "password"


def _make(data: Path, *, durable: bool) -> None:
    """Fill a folder beside and rename it: a killed initdb leaves no half-made database."""
    programs = programs_folder()
    unfinished = Path(tempfile.mkdtemp(prefix="unfinished-", dir=data.parent))
    password = _password_file(data.parent)
    password.unlink(missing_ok=True)
    password.touch(mode=0o600)
    password.write_text(secrets.token_urlsafe(24))
    version = subprocess.run(
        [programs / "postgres", "--version"], capture_output=True, text=True, check=True, timeout=10
    ).stdout
    major = int(version.split()[2].split(".")[0])
    runs_as = identity(data.parent)
    give(unfinished, owner=runs_as.owner)
    give(password, owner=runs_as.owner)
    words = [*runs_as.words, str(programs / "initdb"), "-D", str(unfinished), "-U", _USER]
    words += ["-A", "scram-sha-256", "--pwfile", str(password), "-E", "UTF8", "--locale=C"]
    words += ["--no-instructions", *([] if durable else ["--no-sync"])]
    if major >= _FIRST_MAJOR_WITH_BUILTIN_LOCALE:
        words += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    try:
        _run(words, extra={})
        with (unfinished / "postgresql.conf").open("a") as file:
            file.write("\ninclude_if_exists = 'kaituan.conf'\n")
        unfinished.rename(data)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _launch(data: Path, *, port: int, conf: Mapping[str, object]) -> int:
    """Start the server and return its port.

    A port can be taken between looking and listening, and the children of a killed
    server use its memory until they notice: so more than one try.
    """
    for attempt in range(_ATTEMPTS):
        forget_stale(data)
        child = spawn(data, port=free_port(port if attempt == 0 else 0), conf=conf)
        answering = wait_ready(data, child=child, timeout_seconds=_TIMEOUT_SECONDS)
        if answering is not None:
            return answering
        if "in use" not in log_end(data):
            break
        time.sleep(attempt * 10 * POLL_SECONDS)
    raise LocalPostgresError(f"Postgres did not start: {log_end(data)}")


def _ensure_database(name: str, *, port: int, password: str) -> None:
    words = [str(programs_folder() / "psql"), "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1"]
    words += [
        "-h",
        "127.0.0.1",
        "-p",
        str(port),
        "-U",
        _USER,
        "-d",
        "postgres",
        "-v",
        f"name={name}",
    ]
    # The password goes through the environment: arguments are everybody's to read.
    known = {"PGPASSWORD": password, "PGCONNECT_TIMEOUT": "10"}
    asked = "SELECT 1 FROM pg_database WHERE datname = :'name'"
    if not _run(words, extra=known, text=asked).strip():
        _run(words, extra=known, text='CREATE DATABASE :"name"')


def _run(words: list[str], *, extra: Mapping[str, str], text: str = "") -> str:
    done = subprocess.run(
        words,
        input=text,
        capture_output=True,
        text=True,
        check=False,
        env={**environment(), **extra},
        timeout=_TIMEOUT_SECONDS,
    )
    if done.returncode:
        said = (done.stderr or done.stdout).strip()
        raise LocalPostgresError(f"Postgres refused: {said}")
    return done.stdout
