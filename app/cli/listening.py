"""What a server listens on, taken before anything else is started: a second one disturbs nobody."""

import contextlib
import errno
import socket
from collections.abc import Generator

import click

from app.cli.words import read_settings
from app.settings import Settings

BACKLOG = 2048


@contextlib.contextmanager
def listening(
    host: str | None, port: int | None, *, fd: int | None = None
) -> Generator[tuple[socket.socket, Settings]]:
    """Give a socket that listens, and this machine's settings for its address.

    Until a server takes it over, callers wait in its queue.

    Raises:
        click.ClickException: it cannot be listened there, or a setting is missing.
    """
    said = read_settings()
    wanted = said.port if port is None else port
    found = _opened(host or said.host, wanted) if fd is None else _inherited(fd)
    with contextlib.closing(found) as listener:
        at = said.at(host or said.host, listener.getsockname()[1])
        try:
            settings = at.with_secret()
        except ValueError as wrong:
            raise click.ClickException(str(wrong)) from wrong
        yield listener, settings


def _opened(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as refused:
        if refused.errno == errno.EADDRINUSE:
            taken = f"port {port} on {host} is taken; choose another with --port"
            raise click.ClickException(taken) from refused
        raise click.ClickException(f"cannot listen on {host}:{port}: {refused.strerror}") from None


def _inherited(fd: int) -> socket.socket:
    try:
        return socket.socket(fileno=fd)
    except OSError as refused:
        raise click.ClickException(f"{fd} is no socket: {refused.strerror}") from refused
