"""What is on a person's own poster: their masked name, and the link that leads here by them."""

from dataclasses import replace

from app.pages.language import Language
from app.pages.words import either
from app.posters.subject import Subject, home_subject
from resolvers.context import Context
from resolvers.links import shared_invite
from rules.referrals import ShareChannel


def invite_path(code: str, channel: ShareChannel) -> str:
    """Return where a person's link leads, with how it got there."""
    return f"/?i={code}&ch={channel.lower()}"


async def invite_subject(ctx: Context, code: str, language: Language) -> Subject | None:
    """Return what a person's poster shows; None where the code is no invitation that holds."""
    found = await shared_invite(ctx, code)
    home = await home_subject(ctx, "", language)
    if found is None or home is None:
        return None
    return replace(
        home,
        path=invite_path(found.code, ShareChannel.POSTER),
        stands=either(language, f"{found.name} 邀你拼团", f"{found.name} invites you"),
        told=either(
            language, "坐满一桌按团价，没坐满原路退款", "Full table, team price; else a full refund"
        ),
        call=either(language, "扫码来坐", "Scan to come in"),
    )
