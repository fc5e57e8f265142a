"""Whether the books are true: every rule about money, seats and stock, asked of one moment."""

from dataclasses import dataclass

from models.db import rows
from models.transactions import one_snapshot
from resolvers.book_rules import RULES

FINDINGS_MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A rule that does not hold, for whom, and what was found instead."""

    rule: str
    subject: str
    detail: str


@one_snapshot
async def check_books() -> list[Finding]:
    """Return what is wrong with the books, at most 100 findings of each rule; nothing is best.

    All rules see the same moment, so it may run while orders come in. It only
    reads, and takes no lock that anybody waits for.
    """
    found: list[Finding] = []
    for rule, broken in RULES.items():
        found += [
            Finding(rule=rule, subject=row["subject"], detail=row["detail"])
            for row in await rows(
                f"SELECT subject::text, detail FROM ({broken}) b ORDER BY 1, 2 LIMIT $1",  # noqa: S608 (our own rules)
                FINDINGS_MOST,
            )
        ]
    return found
