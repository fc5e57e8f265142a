"""Questions as everybody reads them, as who asked sees them, and what may be done with them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self

import strawberry

from models import questions as rows
from resolvers import questions as resolvers
from resolvers.pages import Window
from schema.info import Info
from schema.node import Node, global_id, row_id
from schema.pages import Connection, connection
from schema.people import Member
from schema.refusals import (
    ProductNotFound,
    QuestionAnswered,
    QuestionHidden,
    QuestionNotFound,
    TooManyQuestions,
    answered,
)
from schema.sameness import SAME_FOR_ALL
from schema.windows import After, Before, First, Last

if TYPE_CHECKING:
    from schema.catalogue import Product


@strawberry.type(description="What somebody asked of a product; public once it is answered.")
class Question(Node):
    row: strawberry.Private[rows.Question]
    text: str = strawberry.field(description="What was asked.")
    asked_at: datetime = strawberry.field(description="When.")
    answer: str | None = strawberry.field(description="What the merchant says; null before.")
    answered_at: datetime | None = strawberry.field(description="When it was answered.")
    hidden_at: datetime | None = strawberry.field(
        description="Since when an operator keeps it out of sight; those who asked and who answer "
        "see it still."
    )
    hidden_reason: str | None = strawberry.field(description="Why, in the operator's words.")

    @classmethod
    def of(cls, row: rows.Question) -> Self:
        """Show a question to whoever may see it."""
        return cls(
            id=global_id("Question", row.id),
            row=row,
            text=row.text,
            asked_at=row.asked_at,
            answer=row.answer,
            answered_at=row.answered_at,
            hidden_at=row.hidden_at,
            hidden_reason=row.hidden_reason,
        )

    @strawberry.field(description="Who asks, masked.", metadata=SAME_FOR_ALL)
    async def author(self, info: Info) -> Member:
        row = await info.context.loaders.person.load(self.row.person_id)
        assert row is not None
        return Member.of(row)

    @strawberry.field(description="Whether the viewer asked it.")
    def mine(self, info: Info) -> bool:
        viewer = info.context.viewer
        return viewer is not None and viewer.id == self.row.person_id

    @strawberry.field(description="What it is about.", metadata=SAME_FOR_ALL)
    async def product(
        self, info: Info
    ) -> Annotated["Product", strawberry.lazy("schema.catalogue")]:
        from schema.catalogue import Product  # noqa: PLC0415 - the two know each other

        row = await info.context.loaders.product.load(self.row.product_id)
        assert row is not None
        return Product.of(row)


@strawberry.input(description="Something to be asked of a product before it is bought.")
class AskQuestionInput:
    product_id: strawberry.ID = strawberry.field(description="Which product.")
    text: str = strawberry.field(description="2 to 200 signs in one line.")


@strawberry.input(description="The merchant's answer, which everybody reads.")
class AnswerQuestionInput:
    question_id: strawberry.ID = strawberry.field(description="Which question.")
    text: str = strawberry.field(description="1 to 500 signs.")


@strawberry.input(description="A question nobody should read.")
class HideQuestionInput:
    question_id: strawberry.ID = strawberry.field(description="Which question.")
    reason: str = strawberry.field(description="Why; who asked reads it. Up to 200 signs.")


@strawberry.type(description="The question waits for its answer; the merchant is told.")
class QuestionPosted:
    question: Question = strawberry.field(description="The question.")


@strawberry.type(description="The answer is public, and who asked is told.")
class QuestionReplied:
    question: Question = strawberry.field(description="The question with its answer.")


@strawberry.type(description="Question and answer are out of sight, and who asked is told.")
class QuestionTakenDown:
    question: Question = strawberry.field(description="The question.")


AskQuestionResult = Annotated[
    QuestionPosted | ProductNotFound | TooManyQuestions,
    strawberry.union("AskQuestionResult", description="The question, or why not."),
]
AnswerQuestionResult = Annotated[
    QuestionReplied | QuestionNotFound | QuestionAnswered | QuestionHidden,
    strawberry.union("AnswerQuestionResult", description="The question, or why not."),
]
HideQuestionResult = Annotated[
    QuestionTakenDown | QuestionNotFound,
    strawberry.union("HideQuestionResult", description="The question, or why not."),
]


@strawberry.type
class QuestionQuery:
    @strawberry.field(
        description="What a merchant was asked, for who serves for it and operators: those that "
        "wait, the longest first, or all, the latest first."
    )
    async def merchant_questions(
        self,
        info: Info,
        merchant_id: Annotated[strawberry.ID, strawberry.argument(description="Whom.")],
        waiting: Annotated[
            bool, strawberry.argument(description="Only those that wait for an answer.")
        ],
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Question]:
        window = Window(first=first, after=after, last=last, before=before)
        merchant = row_id(merchant_id, "Merchant", field="merchantId")
        page = await resolvers.questions_to(info.context, merchant, window, is_waiting=waiting)
        return connection(page, Question.of)


@strawberry.type
class QuestionMutation:
    @strawberry.mutation(
        description="Ask the merchant of a product something; public once it is answered."
    )
    async def ask_question(self, info: Info, input: AskQuestionInput) -> AskQuestionResult:
        product_id = row_id(input.product_id, "Product", field="input.productId")
        doing = resolvers.ask_question(info.context, product_id=product_id, text=input.text)

        def show(row: rows.Question) -> QuestionPosted:
            return QuestionPosted(question=Question.of(row))

        return await answered(doing, show)

    @strawberry.mutation(
        description="Answer a question before everybody, for its merchant; an answer stays."
    )
    async def answer_question(self, info: Info, input: AnswerQuestionInput) -> AnswerQuestionResult:
        question_id = row_id(input.question_id, "Question", field="input.questionId")
        doing = resolvers.answer_question(info.context, question_id=question_id, text=input.text)

        def show(row: rows.Question) -> QuestionReplied:
            return QuestionReplied(question=Question.of(row))

        return await answered(doing, show)

    @strawberry.mutation(
        description="Take a question and its answer out of sight, with a reason; for operators. "
        "No merchant can."
    )
    async def hide_question(self, info: Info, input: HideQuestionInput) -> HideQuestionResult:
        question_id = row_id(input.question_id, "Question", field="input.questionId")
        doing = resolvers.hide_question(info.context, question_id=question_id, reason=input.reason)

        def show(row: rows.Question) -> QuestionTakenDown:
            return QuestionTakenDown(question=Question.of(row))

        return await answered(doing, show)
