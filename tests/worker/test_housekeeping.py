"""What nobody may ask for any more is thrown away by the armful."""

from datetime import timedelta

from actions.housekeeping import forget_old_keys, forget_old_sessions
from models.idempotency import IdempotencyKey
from models.people import Session
from tests.actions.worlds import make_world
from tests.worker.providers import Moment, Provider, worker_of


async def test_old_keys_are_forgotten_a_thousand_at_a_time_oldest_first(db, raw, noon):
    person = await (await make_world(noon)).person()
    await raw.execute(
        """
        INSERT INTO idempotency_key (id, person_id, mutation, key, arguments_hash, created_at)
        SELECT gen_random_uuid(), $1, 'openTeam', n::text, decode(repeat('00', 32), 'hex'),
               $2::timestamptz - n * interval '1 second'
          FROM generate_series(1, 1003) n
        """,
        person.id,
        noon,
    )
    late = noon + timedelta(days=30, seconds=-1)
    assert await forget_old_keys(now=late) == 1000
    rest = await IdempotencyKey.all().order_by("-created_at").values_list("key", flat=True)
    assert rest == ["1", "2", "3"]

    moment = Moment(late)
    assert await worker_of(Provider(), moment).sweep(late) == {"keys forgotten": 2}
    assert await IdempotencyKey.all().values_list("key", flat=True) == ["1"]


async def test_sessions_long_over_are_forgotten_a_thousand_at_a_time_oldest_first(db, raw, noon):
    person = await (await make_world(noon)).person()
    await raw.execute(
        """
        INSERT INTO session (id, person_id, token_hash, created_at, expires_at, revoked_at)
        SELECT gen_random_uuid(), $1, decode(lpad(to_hex(n), 64, '0'), 'hex'),
               $2::timestamptz - interval '1 day',
               $2 + CASE WHEN n % 2 = 0 THEN interval '30 days' ELSE - n * interval '1 second' END,
               CASE WHEN n % 2 = 0 THEN $2 - n * interval '1 second' END
          FROM generate_series(1, 1003) n
        """,
        person.id,
        noon,
    )
    late = noon + timedelta(days=30, seconds=-1)
    assert await forget_old_sessions(now=late) == 1000
    left = await Session.all().values_list("token_hash", flat=True)
    assert sorted(int.from_bytes(bytes(token)) for token in left) == [1, 2, 3]
    assert await worker_of(Provider(), Moment(late)).sweep(late) == {"sessions forgotten": 2}
    assert [int.from_bytes(bytes(row.token_hash)) for row in await Session.all()] == [1]
