"""Answers to who changes something about their own account; each proves that it is theirs."""

from actions import accounts as actions
from models.people import Person
from resolvers.context import Context
from rules import people as rules
from rules.refusals import WrongPassword


async def change_display_name(ctx: Context, *, display_name: str) -> Person:
    """Give the viewer another name."""
    viewer = ctx.signed_in()
    name = rules.line(display_name, field="input.displayName", most=rules.NAME_MOST)
    return await actions.change_display_name(person_id=viewer.id, display_name=name)


async def change_password(ctx: Context, *, password: str, new_password: str) -> Person:
    """Give the viewer another password; their other sessions end.

    Raises:
        WrongPassword: the old one is not theirs.
        TooManyAttempts: too many were tried lately.
    """
    wanted = rules.password(new_password, field="input.newPassword")
    proved = await _proved(ctx, password)
    viewer = ctx.signed_in()
    return await actions.change_password(
        person_id=viewer.id,
        proved_hash=proved,
        password_hash=await ctx.passwords.hashed(wanted),
        session_id=viewer.session_id,
        now=ctx.now(),
    )


async def close_account(ctx: Context, *, password: str) -> Person:
    """Close the viewer's account for good; every session of theirs ends.

    Raises:
        WrongPassword: it is not their password.
        TooManyAttempts: too many were tried lately.
    """
    proved = await _proved(ctx, password)
    person = await actions.close_account(
        person_id=ctx.signed_in().id, proved_hash=proved, now=ctx.now()
    )
    ctx.door.see_out()
    return person


async def _proved(ctx: Context, password: str) -> str:
    person = ctx.signed_in().person
    ctx.door.attempt(person.handle)
    if not await ctx.passwords.fits(password[: rules.PASSWORD_MOST + 1], person.password_hash):
        raise WrongPassword
    ctx.door.forgive(person.handle)
    return person.password_hash
