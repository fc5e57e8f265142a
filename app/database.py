"""How the application reaches its tables."""

import importlib
import logging
import pkgutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from tortoise import Model
from tortoise.context import TortoiseContext

import models
from models.db import rows

# Of one process, at most; every server process and every worker has as many.
CONNECTIONS = 16

_SCHEMES = frozenset({"postgres", "postgresql", "asyncpg"})

# A statement that waits longer has met a fault: it ends, and its locks with it.
_SERVER_SETTINGS = {
    "application_name": "kaituan",
    "lock_timeout": "2s",
    "statement_timeout": "5s",
    "idle_in_transaction_session_timeout": "10s",
    "timezone": "UTC",
    "jit": "off",
}

# It would log what statements carry: passwords, a draw's secret, who wins it.
logging.getLogger("tortoise.db_client").setLevel(logging.INFO)


def _defines_a_table(module_name: str) -> bool:
    return any(
        isinstance(value, type)
        and issubclass(value, Model)
        and value.__module__ == module_name
        and not getattr(vars(value).get("Meta"), "abstract", False)
        for value in vars(importlib.import_module(module_name)).values()
    )


TORTOISE_MODULES = tuple(
    name
    for name in sorted(f"models.{module.name}" for module in pkgutil.iter_modules(models.__path__))
    if _defines_a_table(name)
)


async def _as_it_is(_: object) -> None:
    # Nothing here changes a session: every setting is made at its start, every lock is a
    # row's and ends with its transaction. Asking the server to reset it would cost one more
    # round trip for each statement outside a transaction.
    return


def credentials(url: str, *, max_connections: int) -> dict[str, Any]:
    """Return what asyncpg's pool needs to reach ``url``, read the way libpq reads it.

    Words of the query that are not about the connection become server settings,
    which the server refuses by name if it does not know them.

    Raises:
        ValueError: the URL is not one of Postgres.
    """
    parts = urlsplit(url)
    if parts.scheme not in _SCHEMES:
        raise ValueError(f"DATABASE_URL must begin with postgresql://, not {parts.scheme}://")
    words = dict(parse_qsl(parts.query))
    tls = words.pop("sslmode", None) or words.pop("ssl", None)
    return {
        "host": words.pop("host", None) or parts.hostname,
        "port": int(words.pop("port", None) or parts.port or 5432),
        "user": words.pop("user", None) or unquote(parts.username or "") or None,
        "password": words.pop("password", None) or unquote(parts.password or "") or None,
        "database": words.pop("dbname", None) or unquote(parts.path.lstrip("/")) or None,
        "minsize": 1,
        "maxsize": max_connections,
        "timeout": 10,
        "command_timeout": 10,
        "reset": _as_it_is,
        **({"ssl": tls} if tls else {}),
        "server_settings": _SERVER_SETTINGS | words,
    }


async def connections_allowed(url: str) -> int:
    """Return how many connections ordinary users of this server may have open together."""
    async with opened(url, max_connections=1):
        [row] = await rows(
            "SELECT current_setting('max_connections')::int"
            " - current_setting('superuser_reserved_connections')::int AS allowed"
        )
        return int(row["allowed"])


@asynccontextmanager
async def opened(
    url: str, *, max_connections: int = CONNECTIONS
) -> AsyncGenerator[TortoiseContext]:
    """Let every task of this process use the models on ``url``; once at a time.

    The connections are closed afterwards. They give up on a lock after 2 s, on a
    statement after 5 s, and the server ends a transaction that idles for 10 s.

    Raises:
        ValueError: the URL is not one of Postgres.
        tortoise.exceptions.DBConnectionError: there is no such database.
    """
    reached = credentials(url, max_connections=max_connections)
    context = TortoiseContext()
    # Entered only while it is made: the context variable that sets is invisible to other
    # tasks, and cannot be reset from one. The global fallback serves them all.
    with context:
        await context.init(
            config={
                "connections": {
                    "default": {"engine": "tortoise.backends.asyncpg", "credentials": reached}
                },
                "apps": {
                    "models": {"models": list(TORTOISE_MODULES), "default_connection": "default"}
                },
            },
            use_tz=True,
            timezone="UTC",
            _enable_global_fallback=True,
        )
    try:
        await context.db().execute_script("SELECT 1")
        yield context
    finally:
        await context.close_connections()
