"""A screen approved from a shell, by the code that it shows."""

import asyncio
from datetime import UTC, datetime

import asyncpg
import pytest

CODE = "K7MQ2P"
PAIRING = """
INSERT INTO pairing (id, code, secret_hash, token_hash, created_at, expires_at)
VALUES (gen_random_uuid(), $1, sha256('secret'), sha256('token'), $2, $2 + interval '1 hour')"""
MERCHANT = """
INSERT INTO merchant (id, slug, name, created_at)
VALUES (gen_random_uuid(), 'orchard', '果园', $1)"""
SCREEN = """
SELECT s.name, s.theme, s.language, m.slug, array_agg(c.kind ORDER BY c.place) AS kinds
  FROM screen s JOIN scene c ON c.screen_id = s.id LEFT JOIN merchant m ON m.id = s.merchant_id
 GROUP BY s.id, m.slug"""


async def asked(url, *statements):
    """What the last of these statements, each with its arguments, answers."""
    connection = await asyncpg.connect(url)
    try:
        for statement in statements:
            answer = await connection.fetch(*statement)
        return answer
    finally:
        await connection.close()


@pytest.fixture
def waiting(database):
    """A screen that shows a code."""
    now = datetime.now(UTC)
    asyncio.run(asked(database, (PAIRING.replace("$2 +", "$2::timestamptz +"), CODE, now)))
    return now


def test_a_screen_is_paired_once_by_its_code(run, database, waiting):
    asyncio.run(asked(database, (MERCHANT, waiting)))
    scenes = ("--scenes", "wall,poster,ranking", "--day", "--english")
    made = run("pair-screen", "k7m-q2p", "--name", "橱窗", "--merchant", "orchard", *scenes)
    assert (made.exit_code, made.stdout) == (0, "橱窗 is a screen now\n"), made.output
    [screen] = asyncio.run(asked(database, (SCREEN,)))
    assert tuple(screen) == ("橱窗", "DAY", "EN", "orchard", ["WALL", "POSTER", "RANKING"])
    again = run("pair-screen", CODE)
    assert again.exit_code == 1
    assert "No screen shows this code" in again.stderr


WRONG = {
    "--merchant nobody": "没有",
    "--scenes wall,focus": "each once",
    "--scenes wall,wall": "each once",
    f"--name {'x' * 41}": "name: 1 to 40",
}


@pytest.mark.parametrize("words", WRONG)
def test_what_cannot_be_is_said_in_a_sentence(run, database, waiting, words):
    refused = run("pair-screen", CODE, *words.split())
    assert refused.exit_code == 1
    assert WRONG[words] in refused.stderr
    assert asyncio.run(asked(database, (SCREEN,))) == []
