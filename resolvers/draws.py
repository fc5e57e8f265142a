"""Answers about draws, in rows; who won is in them once it was shown, and never before."""

from uuid import UUID

from models.draw_records import Record
from models.draws import Draw, DrawEntry, SigningKey
from resolvers.context import Context
from resolvers.entry_batches import Mine, Revealed, Shown
from resolvers.loaders import Loaders
from resolvers.pages import Order, Page, Window, paged
from resolvers.touched import touch
from rules.draws.stages import DrawStatus, Moment, moment
from rules.faults import BadInput

AT_ONCE = 100
# Each of one's own comes with a path of hashes.
MINE_AT_ONCE = 20


async def draw(ctx: Context, draw_id: UUID) -> Draw | None:
    """Find a draw by its id; draws are public from the moment they are announced."""
    return await ctx.loaders.draw.load(draw_id)


async def draw_of_team(ctx: Context, team_id: UUID, campaign_id: UUID) -> Draw | None:
    """Return the draw a team takes part in: its own, or its campaign's."""
    own = await ctx.loaders.draw_of_team.load(team_id)
    return own or await draw_of_campaign(ctx, campaign_id)


async def draw_of_campaign(ctx: Context, campaign_id: UUID) -> Draw | None:
    """Return the one draw among all teams of a campaign, None where each team has its own."""
    found = await ctx.loaders.large_draws.load(campaign_id)
    return found[0] if found else None


async def draws_of(_: Context, campaign_id: UUID, window: Window) -> Page[Draw]:
    """Return a page of a campaign's draws, the newest first."""
    order = Order(column="created_at", descending=True)
    return await paged(Draw.filter(campaign_id=campaign_id), window, order)


async def commitments(*, after: int, first: int) -> list[Draw]:
    """Return draws by the numbers of their commitments, which have no gap.

    Raises:
        BadInput: too many are asked for at once, or none.
    """
    _bounded(first)
    touch("draw")
    return list(await Draw.filter(sequence__gt=after).order_by("sequence").limit(first))


async def keys() -> list[SigningKey]:
    """Return the keys that receipts were signed with, the newest first; few by nature."""
    return list(await SigningKey.all().order_by("-created_at").limit(AT_ONCE))


async def winners(
    loaders: Loaders, row: Draw, at: Moment, *, after: int = 0, first: int = AT_ONCE
) -> list[Shown]:
    """Return winners of a draw who were shown at a moment, by prize, behind ``after``.

    Those of many draws are read together.

    Raises:
        BadInput: too many are asked for at once, or none.
    """
    _bounded(first)
    if at.revealed <= after:
        return []
    wanted = Revealed(draw_id=row.id, after=after, upto=at.revealed, most=first)
    return await loaders.winners.load(wanted)


async def latest_winners(loaders: Loaders, row: Draw, at: Moment) -> list[Shown]:
    """Return the winners who were shown last at a moment, at most a hundred, by prize."""
    return await winners(loaders, row, at, after=max(0, at.revealed - AT_ONCE))


def _bounded(first: int, *, most: int = AT_ONCE) -> None:
    if not 1 <= first <= most:
        raise BadInput("first", f"1 to {most}")


async def my_entries(
    ctx: Context, row: Draw, *, after: int = 0, first: int = MINE_AT_ONCE
) -> list[DrawEntry]:
    """Return the viewer's own entries of a draw by payment, behind serial ``after``.

    Raises:
        BadInput: too many are asked for at once, or none.
    """
    _bounded(first, most=MINE_AT_ONCE)
    if ctx.viewer is None:
        return []
    mine = Mine(draw_id=row.id, person_id=ctx.viewer.id, after=after, most=first)
    return await ctx.loaders.entries_of.load(mine)


async def proof_of(ctx: Context, row: Draw, entry: DrawEntry) -> tuple[bytes, ...] | None:
    """Return the path from an entry to the root of its draw; None until that is locked."""
    if row.status is DrawStatus.SCHEDULED or entry.no is None:
        return None
    return await ctx.loaders.proof.load((row.id, entry.no))


async def prize_of(ctx: Context, row: Draw, entry: DrawEntry) -> int | None:
    """Return the prize of an entry, if it won one and that was shown."""
    at = moment(row.facts(), now=ctx.now())
    return await ctx.loaders.prize_shown.load((entry.order_id, at.revealed))


async def record_of(ctx: Context, merchant_id: UUID) -> Record:
    """Return how the draws of a merchant ended."""
    return await ctx.loaders.draw_record.load(merchant_id)
