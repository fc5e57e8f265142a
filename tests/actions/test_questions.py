"""What is asked of a product: once, within measure, and answered by its merchant."""

import asyncio
from datetime import timedelta

import pytest
from tortoise.exceptions import IntegrityError

from actions.merchants import Seller
from actions.questions import answer_question, ask_question, hide_question
from models.audit import AuditEntry
from models.db import rows
from models.outbox import OutboxEvent, viewer_topic
from models.questions import Question
from rules.merchants import Duty
from rules.people import Role
from rules.policy import POLICY
from rules.refusals import (
    ProductNotFound,
    QuestionAnswered,
    QuestionHidden,
    QuestionNotFound,
    TooManyQuestions,
)
from tests.actions.world_talk import served_by
from tests.actions.worlds import make_world


async def asked_in(world, person, text="甜吗？", *, now=None):
    return await ask_question(
        person_id=person.id, product_id=world.product.id, text=text, now=now or world.now
    )


def seller(person, *, is_operator=False):
    return Seller(person_id=person.id, is_operator=is_operator)


async def told(person):
    found = await OutboxEvent.filter(topic=viewer_topic(person.id)).order_by("id")
    return [event.kind for event in found]


async def test_the_merchant_is_told_answers_once_and_who_asked_is_told(db, books, noon, refused):
    world = await make_world(noon)
    buyer, staff = await world.person(), await served_by(world, Duty.SERVICE)
    packer = await served_by(world, Duty.ORDERS)
    question = await asked_in(world, buyer)
    assert (await told(staff), await told(packer)) == (["QUESTION_ASKED"], [])

    async with refused(QuestionNotFound):
        await answer_question(seller=seller(packer), question_id=question.id, text="甜", now=noon)
    answering = {"question_id": question.id, "now": noon}
    first = await answer_question(seller=seller(staff), text="很甜", **answering)
    again = await answer_question(seller=seller(staff), text="很甜", **answering)
    assert (first.answer, again.answered_at) == ("很甜", noon)
    async with refused(QuestionAnswered):
        await answer_question(seller=seller(staff), text="不甜", **answering)
    assert await told(buyer) == ["QUESTION_ANSWERED"]


async def test_the_same_words_at_once_are_one_question(db, noon):
    world = await make_world(noon)
    buyer = await world.person()
    found = await asyncio.gather(*(asked_in(world, buyer) for _ in range(5)))
    assert len({row.id for row in found}) == 1
    assert await Question.all().count() == 1


async def test_nobody_asks_without_measure_or_of_what_is_not_there(db, noon, refused):
    world = await make_world(noon)
    buyer = await world.person()
    for n in range(POLICY.questions_of_day_most):
        await asked_in(world, buyer, f"问题 {n}")
    async with refused(TooManyQuestions):
        await asked_in(world, buyer, "再问一个")
    tomorrow = noon + timedelta(days=1, seconds=1)
    for n in range(POLICY.questions_waiting_most - POLICY.questions_of_day_most):
        await asked_in(world, buyer, f"又问 {n}", now=tomorrow)
    async with refused(TooManyQuestions):
        await asked_in(world, buyer, "还问", now=tomorrow + timedelta(days=2))
    world.product.withdrawn_at = noon
    await world.product.save()
    somebody = await world.person()
    async with refused(ProductNotFound):
        await asked_in(world, somebody)


async def test_an_operator_hides_with_a_reason_and_nobody_answers_then(db, noon, refused):
    world = await make_world(noon)
    buyer, staff = await world.person(), await served_by(world, Duty.SERVICE)
    operator = await world.person(role=Role.OPERATOR)
    question = await asked_in(world, buyer, "加我微信")
    for _ in range(2):
        hidden = await hide_question(
            operator_id=operator.id, question_id=question.id, reason="广告", now=noon
        )
    assert (hidden.hidden_reason, await told(buyer)) == ("广告", ["QUESTION_HIDDEN"])
    assert await AuditEntry.filter(verb="hideQuestion", reason="广告").count() == 1
    async with refused(QuestionHidden):
        await answer_question(seller=seller(staff), question_id=question.id, text="好", now=noon)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE question SET text = '别的'",
        "UPDATE question SET answer = '别的'",
        "UPDATE question SET answered_at = NULL, answer = NULL, answered_by = NULL",
        "UPDATE question SET hidden_at = asked_at",
        "DELETE FROM question",
    ],
)
async def test_the_database_keeps_what_was_said(db, noon, change):
    world = await make_world(noon)
    staff = await served_by(world, Duty.SERVICE)
    question = await asked_in(world, await world.person())
    await answer_question(seller=seller(staff), question_id=question.id, text="甜", now=noon)
    with pytest.raises(IntegrityError):
        await rows(change)
