"""Ten thousand orders are checked while somebody waits for the answer."""

import time

import asyncpg
import pytest

from resolvers.books import FINDINGS_MOST, check_books
from tests.actions.worlds import make_world
from tests.ledger.breaks import HASH

ORDERS = 10_000
ENOUGH_SECONDS = 10

# Teams of two, all formed, as the actions would have written them.
GROWN = """
CREATE FUNCTION named(word text, n integer) RETURNS uuid LANGUAGE sql AS
  $$ SELECT md5(word || n)::uuid $$;
INSERT INTO person (id, handle, display_name, password_hash, created_at)
  SELECT named('person', n), 'person' || n, 'n', '-', '2026-01-01Z' FROM generate_series(1, {n}) n;
INSERT INTO team (id, code, campaign_id, leader_id, kind, status, size, seats_filled, version,
                  opened_at, closes_at, formed_at)
  SELECT named('team', n), lpad(n::text, 8, '0'), c.id, named('person', 2 * n), 'ORDINARY',
         'FORMED', 2, 2, 2, '2026-01-01Z', '2026-01-02Z', '2026-01-01Z'
    FROM campaign c, generate_series(1, {n} / 2) n;
INSERT INTO outbox (topic, version, kind, happened_at)
  SELECT 'team:' || id, v, 'TEST', opened_at FROM team, generate_series(1, 2) v;
INSERT INTO orders (id, number, kind, person_id, merchant_id, campaign_id, team_id, sku_id,
                    quantity, unit_price_fen, total_fen, status, placed_at, pay_by_at, paid_at)
  SELECT named('order', n), 'D' || n, 'TEAM', named('person', n), c.merchant_id, c.id,
         named('team', (n + 1) / 2), s.sku_id, 1, 1990, 1990, 'CONFIRMED', '2026-01-01Z',
         '2026-01-02Z', '2026-01-01Z'
    FROM campaign c JOIN campaign_sku s ON s.campaign_id = c.id, generate_series(1, {n}) n;
INSERT INTO seat (id, team_id, number, person_id, order_id, state, held_at, held_until, filled_at)
  SELECT id, team_id, 1 + substr(number, 2)::integer % 2, person_id, id, 'FILLED', placed_at,
         pay_by_at, paid_at FROM orders;
INSERT INTO purchase_count (id, campaign_id, person_id, most, taken)
  SELECT id, campaign_id, person_id, 1, 1 FROM orders;
INSERT INTO payment (id, number, order_id, purpose, amount_fen, status, expires_at, created_at,
                     reference, paid_at)
  SELECT id, 'P' || number, id, 'FULL', 1990, 'SUCCEEDED', pay_by_at, placed_at, 'T' || number,
         paid_at FROM orders;
INSERT INTO money_in
  SELECT reference, number, amount_fen, 'CNY', paid_at, paid_at, 'SEAT' FROM payment;
UPDATE campaign_sku SET taken = {n};
SELECT post_journal('pay:' || p.number, 'PAYMENT', p.number, decode(repeat('00', 32), 'hex'),
    p.paid_at, jsonb_build_array(jsonb_build_object('from', jsonb_build_array('CLEARING', 'x'),
      'to', jsonb_build_array('ESCROW', p.order_id), 'unit', 'CNY', 'amount', p.amount_fen)))
  FROM payment p;
"""
POSTED = f"""
SELECT post_journal(gen_random_uuid()::text, 'TEST', '-', {HASH}, '2026-01-01Z', jsonb_build_array(
  jsonb_build_object('from', jsonb_build_array('ESCROW', named('order', 1)),
                     'to', jsonb_build_array('IN_FLIGHT', named('order', 1)),
                     'unit', 'CNY', 'amount', 5)))
"""


@pytest.fixture
async def grown(database, db, noon):
    """A connection to a database of that size, whose planner has never been told of it."""
    await make_world(noon, stock=ORDERS, size=2)
    connection = await asyncpg.connect(database)
    for statement in GROWN.format(n=ORDERS).strip(";\n").split(";\n"):
        await connection.execute(statement)
    yield connection
    await connection.close()


async def test_the_books_of_ten_thousand_orders_are_checked_in_seconds(grown):
    for statement in ("SELECT 1", "ANALYZE"):
        await grown.execute(statement)
        began = time.monotonic()
        assert await check_books() == []
        assert time.monotonic() - began < ENOUGH_SECONDS

    await grown.execute("UPDATE team SET seats_filled = 3, size = 3 WHERE code ~ '7$'")
    found = await check_books()
    assert [finding.rule for finding in found] == ["TEAM_COUNTS_ITS_SEATS"] * FINDINGS_MOST


async def test_a_journal_reads_its_own_accounts_however_many_there_are(grown):
    async def read_by(statement):
        read = "SELECT seq_tup_read FROM pg_stat_xact_user_tables WHERE relname = 'account'"
        async with grown.transaction():
            before = await grown.fetchval(read)
            await grown.execute(statement)
            return await grown.fetchval(read) - before

    for statement in ("SELECT 1", "ANALYZE"):
        await grown.execute(statement)
        assert await read_by(POSTED) == 0
    assert await read_by("SELECT sum(balance) FROM account") > ORDERS, "this is how it is counted"
