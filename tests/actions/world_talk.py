"""A customer, and somebody who serves for the merchant they speak with."""

from dataclasses import dataclass

from actions.conversations import Speaker, open_conversation, send_message
from models.conversations import Conversation
from models.ids import new_id
from models.merchants import MerchantStaff
from models.people import Person
from rules.merchants import Duty
from rules.talk import message
from tests.actions.worlds import World, make_world


@dataclass
class Talk:
    """A conversation that was opened, and its two."""

    world: World
    buyer: Person
    staff: Person
    row: Conversation

    def new(self, text: str = "你好", *, client_id: str | None = None, pictures=(), card=None):
        name = client_id or new_id(self.world.now).hex
        return message(client_id=name, text=text, picture_ids=pictures, card=card)

    async def say(self, person: Person, text: str = "你好", *, now=None, **said):
        return await send_message(
            speaker=Speaker(person_id=person.id),
            conversation_id=self.row.id,
            new=self.new(text, **said),
            now=now or self.world.now,
        )

    async def again(self) -> Conversation:
        return await Conversation.get(id=self.row.id)


async def served_by(world: World, *duties: Duty) -> Person:
    """Somebody who has these duties for the world's merchant."""
    person = await world.person("店小二")
    await MerchantStaff.create(
        id=new_id(world.now),
        merchant_id=world.merchant.id,
        person_id=person.id,
        duties=list(duties),
    )
    return person


async def opened_talk(now) -> Talk:
    world = await make_world(now)
    buyer, staff = await world.person(), await served_by(world, Duty.SERVICE)
    row = await open_conversation(
        speaker=Speaker(person_id=buyer.id), merchant_id=world.merchant.id, now=now
    )
    return Talk(world, buyer, staff, row)
