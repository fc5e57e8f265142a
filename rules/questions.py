"""What may be asked of a product, and what may be answered."""

from rules.people import line
from rules.texts import paragraphs

QUESTION_LEAST, QUESTION_MOST = 2, 200
ANSWER_MOST = 500
REASON_MOST = 200


def question(text: str) -> str:
    """Return a question as it is kept: one line of 2 to 200 signs.

    Raises:
        BadInput: it is too short, too long, or holds what cannot be seen.
    """
    return line(text, field="input.text", most=QUESTION_MOST, least=QUESTION_LEAST)


def answer(text: str) -> str:
    """Return an answer as it is kept: up to 500 signs, of several lines if need be.

    Raises:
        BadInput: it is empty, too long, or holds what cannot be seen.
    """
    kept = paragraphs(text, field="input.text", most=ANSWER_MOST)
    return kept or line(kept, field="input.text", most=ANSWER_MOST)
