from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from rules.faults import BadInput
from rules.policy import POLICY
from rules.refusals import ReportExcused, ReportSubmitted
from rules.reports import (
    PICTURES_MOST,
    Report,
    ReportStatus,
    due_at,
    may_submit,
    pictures,
    review,
    status,
)

DUE = datetime(2026, 2, 1, tzinfo=UTC)
SAID = "果肉脆甜，个头均匀，包装完好。"


def test_a_report_is_due_some_days_after_the_goods_are_taken_to_be_there():
    assert due_at(granted_at=DUE, report_days=14) == DUE + POLICY.receipt_assumed + timedelta(
        days=14
    )


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, (ReportStatus.OWED, ReportStatus.OVERDUE)),
        ({"submitted_at": DUE}, (ReportStatus.SUBMITTED,) * 2),
        ({"excused_at": DUE}, (ReportStatus.EXCUSED,) * 2),
    ],
)
def test_its_date_makes_it_overdue_and_nothing_else_does(facts, expected):
    report = Report(due_at=DUE, **facts)
    moments = (DUE - timedelta(seconds=1), DUE)
    assert tuple(status(report, now=now) for now in moments) == expected


def test_it_is_handed_in_once_late_or_not_unless_nobody_waits():
    may_submit(Report(due_at=DUE))
    with pytest.raises(ReportSubmitted) as refused:
        may_submit(Report(due_at=DUE, submitted_at=DUE))
    assert refused.value.submitted_at == DUE
    with pytest.raises(ReportExcused):
        may_submit(Report(due_at=DUE, excused_at=DUE))


def test_a_review_says_something():
    assert review(rating=5, text=f"  {SAID}\r\n再买。 ").text == f"{SAID}\n再买。"


@pytest.mark.parametrize(
    ("rating", "text", "field"),
    [
        (0, SAID, "input.rating"),
        (6, SAID, "input.rating"),
        (5, "好", "input.text"),
        (5, " " * 40, "input.text"),
        (5, "好" * 2001, "input.text"),
        (5, f"{SAID}\x00", "input.text"),
    ],
)
def test_what_is_no_review_names_the_field(rating, text, field):
    with pytest.raises(BadInput) as refused:
        review(rating=rating, text=text)
    assert refused.value.field == field


def test_a_report_shows_one_to_nine_pictures_in_their_order():
    ids = [UUID(int=n) for n in range(PICTURES_MOST, 0, -1)]
    assert pictures(ids) == ids
    for wrong in ([], ids[:1] * 2, [*ids, UUID(int=10)]):
        with pytest.raises(BadInput) as refused:
            pictures(wrong)
        assert refused.value.field == "input.pictureIds"
