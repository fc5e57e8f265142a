"""Which server process serves a database folder, and how one is born and ended."""

import contextlib
import os
import signal
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import psutil

from app.local.programs import LocalPostgresError, environment, identity, programs_folder

POLL_SECONDS = 0.02
_READY_LINE = 7  # of postmaster.pid, counted from 0
_PORT_LINE = 3
# SSLRequest: the one message that is answered without a password.
_MAY_WE_ENCRYPT = (8).to_bytes(4, "big") + (80877103).to_bytes(4, "big")


@dataclass(frozen=True, slots=True, kw_only=True)
class Postmaster:
    """A live server process; ``port`` is None until it answers."""

    pid: int
    port: int | None


def find_postmaster(data: Path) -> Postmaster | None:
    """Return the process that serves this folder; None when there is none.

    A pid file survives a kill, and its pid may by now be another's: the process
    must be alive, and must name this folder.
    """
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        pid = abs(int(lines[0]))
        process = psutil.Process(pid)
        alive = process.status() != psutil.STATUS_ZOMBIE and str(data) in process.cmdline()
    except (FileNotFoundError, IndexError, ValueError, psutil.Error):
        return None
    if not alive:
        return None
    ready = len(lines) > _READY_LINE and lines[_READY_LINE].strip() == "ready"
    return Postmaster(pid=pid, port=int(lines[_PORT_LINE]) if ready else None)


def forget_stale(data: Path) -> None:
    """Remove the pid file of a server that is gone.

    Postgres itself would refuse to start if the pid now belongs to another program.
    A file without a pid yet is somebody's that is just starting: it stays.
    """
    with contextlib.suppress(FileNotFoundError):
        named = (data / "postmaster.pid").read_text().partition("\n")[0]
        if named.lstrip("-").isdecimal() and find_postmaster(data) is None:
            (data / "postmaster.pid").unlink()


def free_port(wanted: int) -> int:
    """Return ``wanted`` if nobody listens there, else a port the system picks."""
    for port in (wanted, 0):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return int(probe.getsockname()[1])
    raise LocalPostgresError("no free port on 127.0.0.1")


def give(folder: Path, *, owner: int) -> None:
    """Make ``owner`` the owner of a folder and all in it, unless it is already."""
    if folder.stat().st_uid != owner:
        for path in (folder, *folder.rglob("*")):
            os.chown(path, owner, -1, follow_symlinks=False)


def spawn(data: Path, *, port: int, conf: Mapping[str, object]) -> int:
    """Write the settings, start a server process that outlives this one, return its pid."""
    fixed = {
        "listen_addresses": "127.0.0.1",
        "port": port,
        "unix_socket_directories": "",
        "logging_collector": "off",
    }
    quoted = {name: str(value).replace("'", "''") for name, value in {**conf, **fixed}.items()}
    text = "".join(f"{name} = '{value}'\n" for name, value in quoted.items())
    (data / "kaituan.conf").write_text(text)
    # posix_spawn leaves no object behind that would warn of a
    # child still running, and closes every descriptor of ours.
    runs_as = identity(data.parent)
    give(data, owner=runs_as.owner)
    words = [*runs_as.words, str(programs_folder() / "postgres"), "-D", str(data)]
    log = str(data / "server.log")
    return os.posix_spawnp(
        words[0],
        words,
        environment(),
        setsid=True,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
    )


def wait_ready(data: Path, *, child: int | None, timeout_seconds: float) -> int | None:
    """Return the port once the server answers; None when ``child`` ended before it did.

    Raises:
        LocalPostgresError: it neither answered nor ended in time.
    """
    deadline = time.monotonic() + timeout_seconds
    while time.monotonic() < deadline:
        ended = child is not None and reaped(child)
        found = find_postmaster(data)
        if found and found.port and _answers(found.port):
            return found.port
        if found is None and (ended or child is None):
            return None
        time.sleep(POLL_SECONDS)
    raise LocalPostgresError(f"Postgres did not answer in {timeout_seconds:.0f} s: {log_end(data)}")


def _answers(port: int) -> bool:
    """Whether a server process speaks for this port: one that was just killed still has its pid."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as line:
            line.sendall(_MAY_WE_ENCRYPT)
            return line.recv(1) in {b"N", b"S"}
    except OSError:
        return False


def interrupt(data: Path, *, timeout_seconds: float) -> bool:
    """Ask the server to end at once and wait for it; False when none was running.

    Raises:
        LocalPostgresError: it is still there after the time allowed.
    """
    found = find_postmaster(data)
    if found is None:
        return False
    with contextlib.suppress(ProcessLookupError):
        os.kill(found.pid, signal.SIGINT)
    deadline = time.monotonic() + timeout_seconds
    while find_postmaster(data) is not None:
        if time.monotonic() > deadline:
            raise LocalPostgresError(f"Postgres {found.pid} does not end: {log_end(data)}")
        time.sleep(POLL_SECONDS)
    reaped(found.pid)
    return True


def reaped(pid: int) -> bool:
    """Whether a child of ours has ended; its entry in the process table is given back."""
    try:
        return os.waitpid(pid, os.WNOHANG) != (0, 0)
    except ChildProcessError:
        return not psutil.pid_exists(pid)


def log_end(data: Path) -> str:
    """Return the last words of the server's log."""
    try:
        return (data / "server.log").read_text(errors="replace")[-1500:].strip()
    except FileNotFoundError:
        return "it wrote no log"
