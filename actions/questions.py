"""How a product is asked about, and how its merchant answers before everybody."""

from datetime import datetime, timedelta
from uuid import UUID

from actions.audit import note
from actions.events import to_viewer
from actions.merchants import Seller
from models.catalogue import Product
from models.ids import new_id
from models.merchants import people_with
from models.outbox import tell
from models.people import lock_present
from models.questions import Question, lock_question
from models.transactions import one_transaction
from rules.events import ViewerEventKind
from rules.merchants import Duty
from rules.policy import POLICY
from rules.refusals import (
    ProductNotFound,
    QuestionAnswered,
    QuestionHidden,
    QuestionNotFound,
    TooManyQuestions,
)


@one_transaction
async def ask_question(*, person_id: UUID, product_id: UUID, text: str, now: datetime) -> Question:
    """Ask the merchant of a product something; the same words asked again are the same question.

    Raises:
        ProductNotFound: there is no such product on sale.
        TooManyQuestions: this person asked ten within a day, or twenty wait for answers.
    """
    await lock_present(person_id)
    known = await Question.get_or_none(person_id=person_id, product_id=product_id, text=text)
    if known is not None:
        return known
    product = await Product.get_or_none(id=product_id, withdrawn_at=None)
    if product is None:
        raise ProductNotFound
    mine = Question.filter(person_id=person_id)
    if await mine.filter(asked_at__gt=now - timedelta(days=1)).count() >= (
        most := POLICY.questions_of_day_most
    ):
        raise TooManyQuestions(most=most)
    if await mine.filter(answered_at=None, hidden_at=None).count() >= (
        most := POLICY.questions_waiting_most
    ):
        raise TooManyQuestions(most=most)
    row = await Question.create(
        id=new_id(now),
        product_id=product.id,
        merchant_id=product.merchant_id,
        person_id=person_id,
        text=text,
        asked_at=now,
    )
    facts = _facts(row)
    asked = ViewerEventKind.QUESTION_ASKED
    served_by = await people_with(row.merchant_id, Duty.SERVICE)
    await tell(*(to_viewer(each, asked, now=now, facts=facts) for each in served_by))
    return row


@one_transaction
async def answer_question(
    *, seller: Seller, question_id: UUID, text: str, now: datetime
) -> Question:
    """Answer a question before everybody, as its merchant; the same answer again changes nothing.

    Raises:
        QuestionNotFound: there is none, or the product is another merchant's.
        QuestionHidden: an operator took it out of sight.
        QuestionAnswered: it has another answer, which stays.
    """
    row = await lock_question(question_id)
    if row is None or not await seller.acts_for(row.merchant_id, Duty.SERVICE):
        raise QuestionNotFound
    if row.hidden_at is not None:
        raise QuestionHidden
    if row.answered_at is not None:
        if row.answer == text:
            return row
        raise QuestionAnswered(answered_at=row.answered_at)
    row.answer, row.answered_at, row.answered_by = text, now, seller.person_id
    await row.save(update_fields=["answer", "answered_at", "answered_by"])
    told = to_viewer(row.person_id, ViewerEventKind.QUESTION_ANSWERED, now=now, facts=_facts(row))
    await tell(told)
    return row


@one_transaction
async def hide_question(
    *, operator_id: UUID, question_id: UUID, reason: str, now: datetime
) -> Question:
    """Take a question and its answer out of sight; who asked is told, and the reason is kept.

    Raises:
        QuestionNotFound: there is no such question.
    """
    row = await lock_question(question_id)
    if row is None:
        raise QuestionNotFound
    if row.hidden_at is not None:
        return row
    row.hidden_at, row.hidden_by, row.hidden_reason = now, operator_id, reason
    await row.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])
    await note(
        person_id=operator_id, verb="hideQuestion", subject=str(row.id), reason=reason, now=now
    )
    await tell(
        to_viewer(row.person_id, ViewerEventKind.QUESTION_HIDDEN, now=now, facts=_facts(row))
    )
    return row


def _facts(row: Question) -> dict[str, str]:
    return {"question_id": str(row.id), "product_id": str(row.product_id)}
