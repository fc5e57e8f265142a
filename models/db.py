"""How SQL is sent where the ORM has no words for it."""

from typing import Any

from tortoise import connections


async def rows(sql: str, *arguments: object) -> list[dict[str, Any]]:
    """Return the rows of one statement, RETURNING included.

    Inside a transaction it runs there. ``execute_query`` would drop the rows
    that an UPDATE returns, so nothing else is used.
    """
    return await connections.get("default").execute_query_dict(sql, list(arguments))
