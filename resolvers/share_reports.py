"""Answers about reports of bad shares: whoever is signed in makes them, operators see to them."""

from uuid import UUID

from actions import share_reports as actions
from models.people import Person
from models.share_rights import ShareReport
from resolvers import pages
from resolvers.context import Context
from resolvers.pages import Page, Window, paged
from resolvers.relations import HANDLE_MOST
from resolvers.share_links import by_code
from rules.people import Role, line
from rules.share_reports import ShareGround, ShareRuling

OLDEST = pages.Order(column="made_at")
LATEST = pages.Order(column="made_at", descending=True)
WORDS_MOST = 200


async def share_reports(ctx: Context, window: Window, *, is_open: bool) -> Page[ShareReport]:
    """Return a page of reports to be ruled on, the oldest first, or of all; for operators."""
    ctx.acting_as(Role.OPERATOR)
    if is_open:
        return await paged(ShareReport.filter(ruling=None), window, OLDEST)
    return await paged(ShareReport.all(), window, LATEST)


async def report_share(ctx: Context, *, code: str, ground: ShareGround, words: str) -> ShareReport:
    """Report a link, as whoever is signed in.

    Raises:
        ShareLinkNotFound: no link answers to this code.
    """
    viewer = ctx.signed_in()
    return await actions.report_share(
        reporter_id=viewer.id,
        link=await by_code(code),
        ground=ground,
        words=line(words, field="input.words", most=WORDS_MOST, least=0),
        now=ctx.now(),
    )


async def rule_on_share_report(
    ctx: Context, *, report_id: UUID, ruling: ShareRuling, reason: str
) -> ShareReport:
    """Decide what becomes of a report, as an operator, with a reason."""
    viewer = ctx.acting_as(Role.OPERATOR)
    row = await actions.rule_on_share_report(
        operator_id=viewer.id,
        report_id=report_id,
        ruling=ruling,
        reason=line(reason, field="input.reason", most=WORDS_MOST),
        now=ctx.now(),
    )
    ctx.fresh()
    return row


async def restore_sharing(ctx: Context, *, handle: str, reason: str) -> UUID:
    """Let somebody share again, as an operator, with a reason."""
    viewer = ctx.acting_as(Role.OPERATOR)
    why = line(reason, field="input.reason", most=WORDS_MOST)
    wanted = handle.strip().lower()[:HANDLE_MOST].replace("\0", "")
    person = await Person.get_or_none(handle=wanted)
    return await actions.restore_sharing(
        operator_id=viewer.id,
        person_id=person.id if person else None,
        reason=why,
        now=ctx.now(),
    )
