"""Answers about questions: to everybody once they are answered, to who asked, to who answers."""

from uuid import UUID

from actions import questions as actions
from models.questions import Question
from resolvers.context import Context
from resolvers.conversations import serves, serving
from resolvers.merchants import seller
from resolvers.pages import Order, Page, Window, paged
from rules import questions as rules
from rules.people import Role, line

LATEST_ANSWERED = Order(column="answered_at", descending=True)
LATEST = Order(column="asked_at", descending=True)
LONGEST_WAITING = Order(column="asked_at")


async def questions_on(_: Context, product_id: UUID, window: Window) -> Page[Question]:
    """Return a page of what was asked of a product and answered, the latest answer first."""
    shown = Question.filter(product_id=product_id, hidden_at=None, answered_at__not_isnull=True)
    return await paged(shown, window, LATEST_ANSWERED)


async def questions_of(_: Context, person_id: UUID, window: Window) -> Page[Question]:
    """Return a page of what somebody asked, the latest first, answered or not."""
    return await paged(Question.filter(person_id=person_id), window, LATEST)


async def questions_to(
    ctx: Context, merchant_id: UUID, window: Window, *, is_waiting: bool
) -> Page[Question]:
    """Return a page of what a merchant was asked, for who serves for it and operators.

    Those that wait come first come first, all the latest first.
    """
    if ctx.signed_in().person.role is not Role.OPERATOR:
        await serving(ctx, merchant_id)
    asked = Question.filter(merchant_id=merchant_id)
    if not is_waiting:
        return await paged(asked, window, LATEST)
    waiting = asked.filter(answered_at=None, hidden_at=None)
    return await paged(waiting, window, LONGEST_WAITING)


async def question_for(ctx: Context, question_id: UUID) -> Question | None:
    """Find a question that the viewer asked, may answer, or that everybody may read."""
    viewer = ctx.signed_in()
    row = await ctx.loaders.question.load(question_id)
    if row is None or viewer.person.role is Role.OPERATOR or row.person_id == viewer.id:
        return row
    public = row.answered_at is not None and row.hidden_at is None
    return row if public or await serves(ctx, row.merchant_id) else None


async def ask_question(ctx: Context, *, product_id: UUID, text: str) -> Question:
    """Ask the merchant of a product something."""
    return await actions.ask_question(
        person_id=ctx.signed_in().id,
        product_id=product_id,
        text=rules.question(text),
        now=ctx.now(),
    )


async def answer_question(ctx: Context, *, question_id: UUID, text: str) -> Question:
    """Answer a question before everybody, for its merchant."""
    row = await actions.answer_question(
        seller=seller(ctx), question_id=question_id, text=rules.answer(text), now=ctx.now()
    )
    ctx.fresh()
    return row


async def hide_question(ctx: Context, *, question_id: UUID, reason: str) -> Question:
    """Take a question out of sight, as an operator, with a reason that who asked it reads."""
    viewer = ctx.acting_as(Role.OPERATOR)
    row = await actions.hide_question(
        operator_id=viewer.id,
        question_id=question_id,
        reason=line(reason, field="input.reason", most=rules.REASON_MOST),
        now=ctx.now(),
    )
    ctx.fresh()
    return row
