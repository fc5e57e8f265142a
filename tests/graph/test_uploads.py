"""The door for pictures: who may send one, what is kept of it, and who sees it when."""

import base64
from datetime import timedelta
from uuid import UUID

from actions.orders import buy_solo
from actions.pictures import forget_pictures
from app.door import digest
from models.ids import new_id
from models.people import Session
from models.reports import Picture, Report
from rules.policy import POLICY
from tests.actions.worlds import make_world
from tests.rules.test_pictures import PLACE
from tests.services.pictures import jpeg, png, segment


class Writer:
    """Somebody who owes a report, and their client."""

    def __init__(self, client, world):
        self.client, self.world = client, world

    @classmethod
    async def who_owes(cls, shop, *, owes=True):
        client, now = await shop.newcomer(), shop.clock()
        world = await make_world(now)
        session = await Session.get(token_hash=digest(client.token))
        writer = cls(client, world)
        if owes:
            person = type("Person", (), {"id": session.person_id})
            placed = await buy_solo(world.wish(person), now=now)
            writer.report = await Report.create(
                id=new_id(now),
                order_id=placed.order.id,
                person_id=session.person_id,
                product_id=world.product.id,
                owed_at=now,
                due_at=now + timedelta(days=14),
            )
        return writer

    async def send(self, content, kind="image/png"):
        headers = {"Authorization": f"Bearer {self.client.token}", "Content-Type": kind}
        return await self.client.http.post("/pictures", content=content, headers=headers)

    async def look(self, address):
        headers = {"Authorization": f"Bearer {self.client.token}"}
        return await self.client.http.get(address, headers=headers)


def row_of(answer):
    kind, _, row = base64.urlsafe_b64decode(answer.json()["id"]).decode().partition(":")
    assert kind == "Picture"
    return UUID(row)


async def test_a_picture_is_kept_without_its_place_and_seen_by_all_once_published(shop):
    writer = await Writer.who_owes(shop)
    sent = await writer.send(jpeg(more=segment(0xE1, PLACE)), "image/jpeg")
    assert sent.status_code == 201, sent.text

    address, anybody = sent.json()["address"], shop.client()
    mine = await writer.look(address)
    assert (mine.status_code, mine.content) == (200, jpeg())
    assert mine.headers["cache-control"] == "private, no-store"
    assert (await anybody.http.get(address)).status_code == 404

    await Picture.filter(id=row_of(sent)).update(report_id=writer.report.id)
    seen = await anybody.http.get(address)
    assert (seen.status_code, seen.content) == (200, jpeg())
    assert seen.headers["content-type"] == "image/jpeg"
    assert seen.headers["x-content-type-options"] == "nosniff"
    assert seen.headers["content-security-policy"] == "default-src 'none'"
    assert "immutable" in seen.headers["cache-control"]


async def test_the_same_picture_twice_is_kept_once(shop):
    writer = await Writer.who_owes(shop)
    first, again = [await writer.send(png()) for _ in range(2)]
    assert first.json() == again.json()
    assert await Picture.all().count() == 1


async def test_what_is_not_kept_is_told_why(shop):
    writer = await Writer.who_owes(shop)
    for content, status, code in (
        (b"GIF89a", 415, "NOT_A_PICTURE"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", 415, "NOT_A_PICTURE"),
        (png()[:-9], 415, "NOT_A_PICTURE"),
        (png(9000, 16), 413, "PICTURE_TOO_LARGE"),
        (png() + bytes(2 * 1024 * 1024), 413, "PICTURE_TOO_LARGE"),
    ):
        answer = await writer.send(content)
        assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert await Picture.all().count() == 0


async def test_only_who_owes_a_report_sends_pictures(shop):
    answer = await shop.client().http.post("/pictures", content=png())
    assert (answer.status_code, answer.json()["code"]) == (401, "UNAUTHENTICATED")
    nobody_asked = await Writer.who_owes(shop, owes=False)
    answer = await nobody_asked.send(png())
    assert (answer.status_code, answer.json()["code"]) == (403, "NOBODY_ASKED")
    assert await Picture.all().count() == 0


async def test_twenty_wait_at_most_and_for_a_day(shop):
    writer = await Writer.who_owes(shop)
    for shade in range(POLICY.pictures_waiting_most):
        assert (await writer.send(png(shade=shade))).status_code == 201
    answer = await writer.send(png(shade=200))
    assert (answer.status_code, answer.json()["code"]) == (429, "TOO_MANY_PICTURES")
    assert (await writer.send(png(shade=0))).status_code == 201

    used = await Picture.first()
    await Picture.filter(id=used.id).update(report_id=writer.report.id)
    assert await forget_pictures(now=shop.clock() + timedelta(hours=23)) == 0
    shop.clock.turn(hours=25)
    await shop.sweep()
    assert [row.id for row in await Picture.all()] == [used.id]


async def test_what_is_not_there_is_not_there(shop):
    client = shop.client()
    for address in (f"/pictures/{new_id(shop.clock())}", "/pictures/..%2f", "/pictures/nothing"):
        assert (await client.http.get(address)).status_code == 404
