"""What nobody may ask for any more is thrown away by the armful."""

from datetime import timedelta

from actions.housekeeping import forget_old_keys
from models.idempotency import IdempotencyKey
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
