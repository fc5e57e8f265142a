"""Whether anything at all was written."""

from models.db import rows

TABLES = (
    "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
)
SUM = (
    "SELECT '{0}' AS name, md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {0} t"
)
# The relay goes on placing, in its own time, what was told before: an event counts, its place
# does not, and neither does how far the topics came.
RELAYED = {"relay", "topic"}
EVENTS = SUM.format("outbox").replace("t::text", "(to_jsonb(t) - 'position')::text")


async def checksums() -> dict[str, str]:
    """A sum over every row of every table, but for what the relay does by itself."""
    names = {row["relname"] for row in await rows(TABLES)} - RELAYED - {"outbox"}
    asked = " UNION ALL ".join([EVENTS, *(SUM.format(name) for name in sorted(names))])
    return {row["name"]: row["md5"] for row in await rows(asked)}
