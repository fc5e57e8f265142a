"""What a draw among a million takes: seconds, and memory at its peak."""
# ruff: noqa: S608 - what is put together here is written here; no word of it comes from outside

import asyncio
import sys
from typing import Any

import orjson

from app.settings import ROOT
from benchmarks.drawn import CAMPAIGN, DRAW
from benchmarks.figures import Table
from benchmarks.ground import Ground
from benchmarks.world import offers, sql_id, write
from rules.draws.timetable import plain_times
from rules.particulars import DrawMode
from rules.policy import POLICY

SIZE = 100
KEY = "0" * 16
MEANS = """A campaign's draw of {entries:,} entries in teams of {size}, of which {winners:,} win.
Locking has every team wait and every member told, gives the entries their numbers and leaves,
four thousand at a time, and signs the root. Deciding selects the winners, gathers the proof of
each and publishes. Reading takes both files to their ends as they are served. One process
selects, another draws; memory is the most that it had at once, before and after. Selecting alone
stands beside Python's own sample, which nobody could check, and beside a list of all entries."""
LIMITS = """Locking is PostgreSQL's: a row written again and an event for each entry. Proving reads
the block of a thousand leaves that a winner stands in. Reading is JSON, line by line."""


async def run(ground: Ground) -> Table:
    """Measure; the database must be without rows."""
    entries, winners = ground.pick(1_000_000, 2_500), ground.pick(1_000, 10)
    ground.tell(f"writing {entries:,} entries")
    await write(ground.database, _closed(entries, winners))
    # In one process what takes least comes first: its peak is what it had until then.
    selecting = {
        "sparse": f"selecting {winners:,}, as we do",
        "shuffled": f"a sample of {winners:,}, by Python",
        "whole": f"selecting {winners:,}, from a list of all",
    }
    drawing = {
        "lock": "numbering all and locking",
        "decide": f"deciding, {winners:,} proofs, publishing",
        "read": "reading the files",
    }
    rows: list[tuple[str | float, ...]] = []
    for deeds in (selecting, drawing):
        ground.tell(", ".join(deeds.values()))
        told = await _done(ground, ",".join(deeds), entries, winners)
        for title, each in zip(deeds.values(), told, strict=True):
            rows.append((title, each["seconds"], each["before_mib"], each["peak_mib"]))
    return Table(
        title="Drawing among a million",
        means=MEANS.format(entries=entries, winners=winners, size=SIZE),
        limits=LIMITS,
        columns=("what", "seconds", "memory before, MiB", "at its peak, MiB"),
        rows=rows,
    )


async def _done(ground: Ground, name: str, entries: int, winners: int) -> list[dict[str, Any]]:
    words = [ground.database, name, str(entries), str(winners)]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "benchmarks.drawing",
        *words,
        cwd=ROOT,
        stdout=asyncio.subprocess.PIPE,
    )
    told, _ = await process.communicate()
    assert process.returncode == 0, f"the process that was to {name} failed"
    return orjson.loads(told)


def _closed(entries: int, winners: int) -> list[str]:
    """Return what writes a draw that nobody enters any more, and that nothing was done with.

    Who sits and what they paid is left out, as are triggers and foreign keys: a draw
    looks at entries and teams alone.
    """
    every = f"FROM generate_series(0, {entries - 1}) n"
    order, zeros = sql_id("order", "n"), "decode(repeat('00', 64), 'hex')"
    return [
        "SET session_replication_role = replica",
        *offers(),
        f"UPDATE campaign SET size = {SIZE}, rules = '{_rules()}' WHERE id = '{CAMPAIGN}'",
        f"""INSERT INTO signing_key (id, public_key, secret_key, created_at)
            SELECT '{KEY}', sha256('p'), sha256('s'), now()""",
        f"""INSERT INTO draw (id, campaign_id, kind, scope, mode, winners, serials, rules_hash,
              key_id, sequence, commitment, closed_at, created_at)
            SELECT '{DRAW}', '{CAMPAIGN}', 'LOTTERY', 'CAMPAIGN', 'OPERATOR_COMMIT', {winners},
              {entries}, repeat('0', 64), '{KEY}', 1, sha256(sha256('secret')), now(), now()""",
        f"INSERT INTO draw_secret SELECT '{DRAW}', sha256('secret')",
        f"""INSERT INTO team (id, code, campaign_id, leader_id, kind, status, size, seats_filled,
              opened_at, closes_at, formed_at)
            SELECT {sql_id("team", "n")}, 'B' || lpad(n::text, 7, '0'), '{CAMPAIGN}',
              {sql_id("person", "n")}, 'LOTTERY', 'FORMED', {SIZE}, {SIZE}, now(),
              now() + interval '1 day', now() FROM generate_series(0, {entries // SIZE - 1}) n""",
        f"""INSERT INTO draw_entry (order_id, draw_id, serial, seat_id, team_id, person_id, ticket,
              salt, commitment, paid_at, receipt_signature)
            SELECT {order}, '{DRAW}', n + 1, {sql_id("seat", "n")},
              {sql_id("team", f"n / {SIZE}")}, {sql_id("person", "n")}, lpad(n::text, 12, '0'),
              decode(repeat('00', 16), 'hex'), sha256(convert_to(n::text, 'UTF8')), now(), {zeros}
              {every}""",
        "SET session_replication_role = origin",
    ]


def _rules() -> str:
    """Return what of a campaign's frozen rules a draw goes by: how long it counts down."""
    times = plain_times(DrawMode.OPERATOR_COMMIT, countdown=POLICY.draw_countdown)
    return orjson.dumps({"draw": {"times": times}}).decode()
