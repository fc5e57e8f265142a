"""A question with its answer, and a talk in which pictures were shown."""

from datetime import datetime

from actions.conversations import Speaker, open_conversation, send_message
from actions.merchants import Seller
from actions.pictures import keep_picture
from actions.questions import answer_question, ask_question
from models.ids import new_id
from models.merchants import MerchantStaff
from rules.pictures import Cleaned, PictureUse
from rules.talk import message
from tests.actions.worlds import make_world
from tests.services.pictures import png


async def play_talk(now: datetime):
    """Four messages of two, the third with a picture, and nothing forgotten."""
    world = await make_world(now)
    buyer, staff = await world.person(), await world.person("店小二")
    merchant_id = world.merchant.id
    await MerchantStaff.create(id=new_id(now), merchant_id=merchant_id, person_id=staff.id)
    asked = await ask_question(
        person_id=buyer.id, product_id=world.product.id, text="甜吗？", now=now
    )
    seller = Seller(person_id=staff.id, is_operator=False)
    await answer_question(seller=seller, question_id=asked.id, text="很甜。", now=now)
    talk = await open_conversation(
        speaker=Speaker(person_id=buyer.id), merchant_id=merchant_id, now=now
    )
    shown = Cleaned(media_type="image/png", content=png())
    picture = await keep_picture(shown, person_id=buyer.id, use=PictureUse.MESSAGE, now=now)
    for person, pictures in ((buyer, []), (staff, []), (buyer, [picture.id]), (staff, [])):
        new = message(client_id=new_id(now).hex, text="你好", picture_ids=pictures, card=None)
        await send_message(
            speaker=Speaker(person_id=person.id), conversation_id=talk.id, new=new, now=now
        )
