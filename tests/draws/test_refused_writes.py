"""What the database refuses of a draw though its own owner writes it."""

import asyncpg
import pytest

from tests.actions.world_draws import entered
from tests.actions.worlds import make_world
from tests.ledger.fingerprints import fingerprint

ANYTHING = {
    "a draw removed": "DELETE FROM draw",
    "draws emptied": "TRUNCATE draw CASCADE",
    "another commitment": "UPDATE draw SET commitment = sha256('other')",
    "a number taken back": "UPDATE draw SET sequence = sequence + 100",
    "more winners than announced": "UPDATE draw SET winners = winners + 1",
    "other rules": "UPDATE draw SET rules_hash = repeat('0', 64)",
    "another key": "UPDATE draw SET key_id = 'x'",
    "another mode": "UPDATE draw SET mode = 'PUBLIC_BEACON'",
    "another secret": "UPDATE draw_secret SET secret = sha256('other')",
    "a secret removed": "DELETE FROM draw_secret",
    "an entry removed": "DELETE FROM draw_entry",
    "an entry of somebody else": (
        "UPDATE draw_entry SET person_id = (SELECT max(id::text)::uuid FROM person)"
    ),
    "another salt": "UPDATE draw_entry SET salt = decode(repeat('00', 16), 'hex')",
    "another ticket": "UPDATE draw_entry SET ticket = reverse(ticket)",
    "another leaf": "UPDATE draw_entry SET leaf = sha256('other')",
    "another serial": "UPDATE draw_entry SET serial = serial + 10",
    "an entry after the last payment": """
        INSERT INTO draw_entry SELECT o.id, d.id, d.serials, NULL, s.id, s.team_id, s.person_id,
          'ABCDEFGHJKMN', decode(repeat('00', 16), 'hex'), sha256('c'), NULL, '2026-01-01Z',
          decode(repeat('00', 64), 'hex')
          FROM draw d, seat s JOIN orders o ON o.id = s.order_id WHERE s.state = 'HELD' LIMIT 1""",
    "settled before it was held": (
        "UPDATE draw SET settled_at = '2030-01-01Z', published_at = NULL, voided_at = NULL"
    ),
}
SCHEDULED = {
    "decided before it was locked": (
        "UPDATE draw SET status = 'REVEALING', drawn_at = '2030-01-01Z'"
    ),
    "published before it was locked": (
        "UPDATE draw SET status = 'PUBLISHED', published_at = '2030-01-01Z'"
    ),
    "void before it was locked": (
        "UPDATE draw SET status = 'VOID', void_reason = 'REVEAL_OVERDUE', voided_at = '2030-01-01Z'"
    ),
    "locked without a receipt": (
        "UPDATE draw SET "
        "status = 'LOCKED', entries = 3, root = sha256('r'), frozen_at = '2026-01-01Z', "
        "first_reveal_at = '2026-01-01Z', reveal_step_ms = 1800"
    ),
    "a root without a lock": "UPDATE draw SET root = sha256('r')",
    "more entries than payments": "UPDATE draw SET entries = serials + 1",
    "open again": "UPDATE draw SET closed_at = NULL",
    "more payments after the last": "UPDATE draw SET serials = serials + 1",
    "a winner before the lock": (
        "INSERT INTO draw_winner "
        "SELECT order_id, draw_id, 1, 1, serial, '2030-01-01Z' FROM draw_entry WHERE serial = 1"
    ),
}
FIXED = {
    "back to its beginning": "UPDATE draw SET status = 'SCHEDULED'",
    "another root": "UPDATE draw SET root = sha256('other')",
    "another freeze": "UPDATE draw SET frozen_at = frozen_at - interval '1 hour'",
    "an earlier first reveal": (
        "UPDATE draw SET first_reveal_at = first_reveal_at - interval '1 second'"
    ),
    "another receipt": "UPDATE draw SET receipt = '{}'",
    "another signature": "UPDATE draw SET receipt_signature = decode(repeat('00', 64), 'hex')",
    "a receipt out at another time": "UPDATE draw SET receipt_out_at = '2020-01-01Z'",
    "a number changed": "UPDATE draw_entry SET no = 4 - no",
    "a block added": "INSERT INTO draw_block SELECT id, 7, sha256('b') FROM draw",
    "a second receipt after the same one": "UPDATE draw SET previous_receipt_hash = sha256('x')",
}
LOCKED = {
    "decided without winners": "UPDATE draw SET status = 'REVEALING', drawn_at = first_reveal_at",
    "decided before its time": """
        WITH won AS (INSERT INTO draw_winner SELECT order_id, draw_id, 1, no, serial,
          (SELECT first_reveal_at FROM draw) FROM draw_entry WHERE no = 2)
        UPDATE draw SET status = 'REVEALING', drawn_at = first_reveal_at - interval '6 seconds'""",
    "a winner shown early": """
        INSERT INTO draw_winner SELECT e.order_id, d.id, 1, e.no, e.serial,
          d.first_reveal_at - interval '1 second' FROM draw_entry e, draw d WHERE e.no = 2""",
    "a winner under another's number": """
        INSERT INTO draw_winner SELECT e.order_id, d.id, 1, 1, e.serial, d.first_reveal_at
          FROM draw_entry e, draw d WHERE e.no = 2""",
    "a prize too many": """
        INSERT INTO draw_winner SELECT e.order_id, d.id, 2, e.no, e.serial, d.first_reveal_at
          + interval '2 seconds' FROM draw_entry e, draw d WHERE e.no = 2""",
    "void because somebody wants it": (
        "UPDATE draw SET "
        "status = 'VOID', void_reason = 'REVEAL_OVERDUE', "
        "voided_at = first_reveal_at + interval '23 hours'"
    ),
    "void for a round it has none of": (
        "UPDATE draw SET "
        "status = 'VOID', void_reason = 'ROUND_UNAVAILABLE', voided_at = '2030-01-01Z'"
    ),
    "void without a reason": "UPDATE draw SET status = 'VOID', voided_at = '2030-01-01Z'",
    "published at once": "UPDATE draw SET status = 'PUBLISHED', published_at = '2030-01-01Z'",
}
REVEALING = {
    "another winner": "UPDATE draw_winner SET no = no % 3 + 1",
    "a winner removed": "DELETE FROM draw_winner",
    "another reveal": "UPDATE draw_winner SET reveal_at = reveal_at + interval '1 hour'",
    "void once it was decided": (
        "UPDATE draw SET status = 'VOID', void_reason = 'REVEAL_OVERDUE', voided_at = '2030-01-01Z'"
    ),
    "published before all was shown": (
        "UPDATE draw SET status = 'PUBLISHED', published_at = first_reveal_at - interval '1 second'"
    ),
    "published without proofs": (
        "UPDATE draw SET status = 'PUBLISHED', published_at = '2030-01-01Z'"
    ),
    "decided at another time": "UPDATE draw SET drawn_at = '2030-01-01Z'",
}
PUBLISHED = {
    "another proof": "UPDATE draw_winner SET proof = sha256('p')",
    "void once it was published": (
        "UPDATE draw SET status = 'VOID', void_reason = 'REVEAL_OVERDUE', voided_at = '2030-01-01Z'"
    ),
    "decided again": "UPDATE draw SET status = 'LOCKED'",
}
VOID = {
    "held after all": "UPDATE draw SET status = 'REVEALING', drawn_at = '2030-01-01Z'",
    "void otherwise": "UPDATE draw SET void_reason = 'NO_RECEIPT'",
}


@pytest.fixture
async def raw(database):
    connection = await asyncpg.connect(database, timeout=10)
    yield connection
    await connection.close()


async def assert_refused(raw, *groups):
    before = await fingerprint(raw)
    done = []
    for name, statement in [pair for group in groups for pair in group.items()]:
        try:
            async with raw.transaction():
                done.append((name, await raw.execute(statement)))
        except asyncpg.IntegrityConstraintViolationError:
            continue
    assert done == []
    assert await fingerprint(raw) == before


@pytest.fixture
async def made(db, noon):
    """A full team, and elsewhere somebody whose seat enters no draw."""
    elsewhere = await make_world(noon)
    await elsewhere.opened(await elsewhere.person())
    return await entered(noon)


async def test_a_draw_that_is_announced(made, raw):
    await assert_refused(raw, ANYTHING, SCHEDULED)


async def test_a_draw_that_is_locked(made, raw):
    await made.lock()
    await assert_refused(raw, ANYTHING, FIXED, LOCKED)


async def test_a_draw_whose_winners_are_being_shown(made, raw):
    await made.lock()
    await made.decide()
    await assert_refused(raw, ANYTHING, FIXED, REVEALING)


async def test_a_draw_that_is_published(made, raw):
    await made.lock()
    await made.decide()
    await made.publish()
    await assert_refused(raw, ANYTHING, FIXED, PUBLISHED)


async def test_a_draw_that_is_void(made, raw):
    await made.lock()
    await made.void()
    await assert_refused(raw, ANYTHING, FIXED, VOID)


async def test_a_draw_begins_as_one_that_is_announced(db, noon, raw):
    await entered(noon, size=2)
    listed = "SELECT column_name FROM information_schema.columns WHERE table_name = 'draw'"
    names = [row["column_name"] for row in await raw.fetch(listed)]
    new = {"id": "gen_random_uuid()", "team_id": "NULL::uuid", "scope": "'CAMPAIGN'"}
    new |= {"commitment": "sha256('n')", "sequence": "77", "serials": "0", "closed_at": "NULL"}
    for wrong, told in {
        "serials": "serials",  # payments before anybody was told of it
        "sequence": "NULL",  # no number among the commitments
    }.items():
        values = ", ".join((new | {wrong: told}).get(name, name) for name in names)
        insertion = f"INSERT INTO draw ({', '.join(names)}) SELECT {values} FROM draw"  # noqa: S608
        with pytest.raises(asyncpg.RestrictViolationError, match=r"announced|no number"):
            async with raw.transaction():
                await raw.execute(insertion)
