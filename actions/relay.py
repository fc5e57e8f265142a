"""How events get their place in the one order that everybody sees, after their commit."""

from models.db import rows

BATCH = 500


async def place_events(*, most: int = BATCH) -> list[tuple[str, int]]:
    """Give positions to events that have none; returns the topics reached, with versions.

    Any number of relays may run: the lock of one row makes positions appear in
    order, so that who has seen position p has missed nothing before it. One
    statement is a transaction already, and no crowd's turn is taken for it.
    """
    placed = await rows("SELECT name, version FROM place_events($1)", most)
    return [(row["name"], int(row["version"])) for row in placed]
