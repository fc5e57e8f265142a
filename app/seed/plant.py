"""How the demo world is planted: the same rows every time, their instants around ``now``."""

from collections.abc import Callable
from datetime import datetime

from actions.audit import note_alone
from app.passwords import HASHER
from app.seed.deeds import Deeds
from app.seed.people import DEMO_PASSWORD, PEOPLE
from app.seed.plant_bonds import Bonds
from app.seed.plant_campaigns import plant_campaign, plant_seckill
from app.seed.plant_draws import Chances
from app.seed.plant_names import Foretold
from app.seed.plant_parcels import plant_parcels
from app.seed.plant_plan import OFFERS, SECKILLS
from app.seed.plant_rewards import Rewards
from app.seed.plant_shelves import plant_shelves
from app.seed.plant_teams import Past
from app.seed.plant_trade import Trade
from models.audit import AuditEntry
from models.ids import named_by
from models.people import Person

SEED = "kaituan"
DONE = "plantDemoWorld"
# A password that is printed in the handbook needs no salt of its own.
SALT = b"kaituan demo 001"


class HalfPlanted(Exception):
    """A planting was cut off: what stands there is no world."""

    def __str__(self) -> str:
        return (
            "planting the demo world was cut off before it was done; begin again with an empty "
            "database (stop everything and remove .local, or drop and make yours)"
        )


class Inhabited(Exception):
    """People live in this database: a demo world is not planted over theirs."""

    def __str__(self) -> str:
        return "the database has people in it; the demo world is planted in an empty one only"


async def plant(*, now: datetime, progress: Callable[[int, int], None] | None = None) -> None:
    """Plant the demo world; ``progress`` is told how many steps of how many are done.

    Two worlds planted at the same moment are equal row for row; at any moment, their
    identifiers, codes and slugs are.

    Raises:
        Inhabited: somebody lives there already.
    """
    if await Person.exists():
        raise Inhabited
    namer = Foretold(SEED, planted_at=now)
    with named_by(namer):
        password_hash = HASHER.hash(DEMO_PASSWORD, salt=SALT)
        await plant_shelves(now=now, password_hash=password_hash)
        campaigns = {offer.slug: await plant_campaign(offer, planted_at=now) for offer in OFFERS}
        deeds = Deeds(namer, planted_at=now)
        found = Past(campaigns, deeds, planted_at=now).steps()
        found += Rewards(deeds, planted_at=now).steps()
        found += Chances(deeds, planted_at=now).steps()
        found += Bonds(planted_at=now).steps()
        found += Trade(deeds, planted_at=now).steps()
        steps = sorted(found, key=lambda step: step.at)
        for done, step in enumerate(steps, 1):
            await step.happen(step.at)
            if progress is not None:
                progress(done, len(steps))
        # Last, so that the names of what came before them stay what they were.
        for seckill in SECKILLS:
            await plant_seckill(seckill, planted_at=now)
        await plant_parcels(planted_at=now)
        await note_alone(person_id=None, verb=DONE, subject=SEED, now=now)


async def planted() -> bool:
    """Tell whether somebody lives here: people of their own, or a whole demo world.

    Raises:
        HalfPlanted: a planting was cut off.
    """
    if not await Person.exists():
        return False
    cut_off = await Person.exists(handle=PEOPLE[0].handle) and not await AuditEntry.exists(
        verb=DONE
    )
    if cut_off:
        raise HalfPlanted
    return True
