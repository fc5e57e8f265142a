"""What a whole database holds, small enough to compare."""


async def fingerprint(connection):
    """Rows and checksum of every table."""
    tables = await connection.fetch(
        "SELECT quote_ident(relname) AS name FROM pg_class"
        " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
    )
    hashed = "SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {} t"
    return {
        table["name"]: tuple(await connection.fetchrow(hashed.format(table["name"])))
        for table in tables
    }
