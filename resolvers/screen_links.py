"""Where the codes on a screen lead, and what stands above a wall."""

from models.campaigns import Campaign
from models.draws import Draw
from models.screens import Screen
from models.teams import Team
from resolvers.context import Context
from rules.screens import ScreenLanguage

OURS = {ScreenLanguage.ZH: "开团", ScreenLanguage.EN: "Kaituan"}


async def wall_title(ctx: Context, screen: Screen, campaign: Campaign | None) -> str:
    """Return a campaign's title, else the name of the screen's merchant, else ours."""
    if campaign is not None:
        return campaign.title
    merchant = await ctx.loaders.merchant.load(screen.merchant_id) if screen.merchant_id else None
    if merchant is None:
        return OURS[screen.language]
    english = screen.language is ScreenLanguage.EN
    return (merchant.name_en or merchant.name) if english else merchant.name


def wall_url(ctx: Context, campaign: Campaign | None) -> str:
    """Return where the code of a wall leads: to the campaign, or to all that may be joined."""
    return campaign_url(ctx, campaign) if campaign is not None else f"{ctx.public_url}/"


def campaign_url(ctx: Context, campaign: Campaign) -> str:
    """Return where a campaign is joined."""
    return f"{ctx.public_url}/c/{campaign.slug}"


def team_url(ctx: Context, team: Team) -> str:
    """Return where a team is joined."""
    return f"{ctx.public_url}/t/{team.code}"


async def rules_url(ctx: Context, draw: Draw) -> str:
    """Return where the frozen rules of a draw's campaign are read."""
    campaign = await ctx.loaders.campaign.load(draw.campaign_id)
    assert campaign is not None
    return f"{ctx.public_url}/rules/{campaign.slug}"


def verify_url(ctx: Context, draw: Draw) -> str:
    """Return where everybody can check a draw."""
    return f"{ctx.public_url}/d/{draw.id}"
