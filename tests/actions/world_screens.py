"""Screens that are paired, and what they show."""

from datetime import datetime
from uuid import UUID

from actions.merchants import Seller
from actions.pairing import NewScreen, approve_screen, start_pairing
from app.door import digest
from models.ids import new_id, new_secret
from models.merchants import MerchantStaff
from models.screens import Pairing, Screen
from resolvers.frames import Frame, Projector
from rules.people import Role
from rules.screens import Scene
from tests.actions.worlds import World


async def waiting(now: datetime) -> Pairing:
    """A screen that shows a code."""
    secret = new_secret(32).hex()
    return await start_pairing(
        secret_hash=digest(secret), token_hash=digest(f"screen.{secret}"), now=now
    )


async def paired(
    now: datetime, *scenes: Scene, merchant_id: UUID | None = None, name: str = "门口"
) -> Screen:
    """A screen of a merchant, or of the whole platform."""
    code = (await waiting(now)).code
    more = {"scenes": scenes} if scenes else {}
    new = NewScreen(merchant_id=merchant_id, name=name, **more)
    return await approve_screen(new, code=code, seller=None, now=now)


async def operator_of(world: World) -> Seller:
    person = await world.person(role=Role.OPERATOR)
    return Seller(person_id=person.id, is_operator=True)


async def seller_of(world: World) -> Seller:
    """Somebody who acts for a world's merchant."""
    person = await world.person(role=Role.MERCHANT)
    row_id = new_id(world.now)
    await MerchantStaff.create(id=row_id, merchant_id=world.merchant.id, person_id=person.id)
    return Seller(person_id=person.id, is_operator=False)


async def shown(screen: Screen, now: datetime) -> Frame:
    """What a screen shows at a moment."""
    return await Projector(lambda: now, screen.id).frame()
