"""What is written down of a sample that was looked at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from rules.faults import BadInput
from rules.people import line
from rules.texts import instant, paragraphs

SAMPLE_MOST = 200
REPORT_LEAST = 10
REPORT_MOST = 2_000
PICTURES_MOST = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Of what and when a sample was taken, and what was found."""

    sample: str
    sampled_at: datetime
    passed: bool
    report: str


def finding(raw: Finding, *, now: datetime) -> Finding:
    """Return a finding as it is stored.

    Raises:
        BadInput: something of it cannot be meant; its field is named.
    """
    report = paragraphs(raw.report, field="input.report", most=REPORT_MOST)
    if len(report) < REPORT_LEAST:
        raise BadInput("input.report", f"at least {REPORT_LEAST} characters")
    sampled_at = instant(raw.sampled_at, field="input.sampledAt")
    if sampled_at > now:
        raise BadInput("input.sampledAt", "a moment that has been")
    return Finding(
        sample=line(raw.sample, field="input.sample", most=SAMPLE_MOST),
        sampled_at=sampled_at,
        passed=raw.passed,
        report=report,
    )


def pictures(ids: Sequence[UUID]) -> list[UUID]:
    """Return the pictures of an inspection, in their order; there may be none.

    Raises:
        BadInput: one is there twice, or there are too many.
    """
    if not len(set(ids)) == len(ids) <= PICTURES_MOST:
        raise BadInput("input.pictureIds", f"at most {PICTURES_MOST} different pictures")
    return list(ids)
