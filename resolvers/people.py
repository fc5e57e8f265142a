"""Answers about people: who comes in, who goes, where their parcels go."""

import re
from dataclasses import dataclass
from uuid import UUID

from actions import people as actions
from models.people import Address, Person
from resolvers.context import Context
from rules import people as rules
from rules.faults import BadInput
from rules.policy import POLICY
from rules.refusals import WrongCredentials

PHONE = re.compile(r"[+0-9][0-9 -]{4,19}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """Somebody with a session, and the token that only their client will know."""

    person: Person
    token: str


async def sign_up(ctx: Context, *, handle: str, password: str, display_name: str) -> Entered:
    """Make a customer and sign them in."""
    ctx.no_screen()
    name = rules.line(display_name, field="input.displayName", most=rules.NAME_MOST)
    wanted = rules.handle(handle)
    hashed = await ctx.passwords.hashed(rules.password(password))
    person = await actions.sign_up(
        handle=wanted, password_hash=hashed, display_name=name, now=ctx.now()
    )
    return await _entered(ctx, person)


async def sign_in(ctx: Context, *, handle: str, password: str) -> Entered:
    """Sign a known person in.

    Raises:
        WrongCredentials: handle and password do not belong together.
        TooManyAttempts: too many sign-ins failed for this handle lately.
    """
    ctx.no_screen()
    wanted = handle.strip().lower()[:64]
    ctx.door.attempt(wanted)
    person = await Person.get_or_none(handle=wanted)
    stored = person.password_hash if person else None
    fits = await ctx.passwords.fits(password[: rules.PASSWORD_MOST + 1], stored)
    if person is None or not fits:
        raise WrongCredentials
    ctx.door.forgive(wanted)
    return await _entered(ctx, person)


async def _entered(ctx: Context, person: Person) -> Entered:
    token, digest = ctx.door.new_token()
    now = ctx.now()
    until = now + POLICY.session
    await actions.open_session(
        person_id=person.id,
        token_hash=digest,
        until=until,
        now=now,
        proved_hash=person.password_hash,
    )
    ctx.door.let_in(token, until=until)
    return Entered(person=person, token=token)


async def sign_out(ctx: Context) -> None:
    """End the session of this request, and have every socket of it closed."""
    viewer = ctx.signed_in()
    await actions.end_session(session_id=viewer.session_id, now=ctx.now())
    ctx.door.see_out()


async def add_address(
    ctx: Context, *, recipient: str, phone: str, region: str, detail: str, is_default: bool
) -> Address:
    """Add an address to the viewer's book."""
    label = _label(recipient=recipient, phone=phone, region=region, detail=detail)
    return await actions.add_address(
        person_id=ctx.signed_in().id, label=label, is_default=is_default, now=ctx.now()
    )


async def change_address(
    ctx: Context, *, address_id: UUID, recipient: str, phone: str, region: str, detail: str
) -> Address:
    """Say something else of an address of the viewer's."""
    label = _label(recipient=recipient, phone=phone, region=region, detail=detail)
    person_id = ctx.signed_in().id
    return await actions.change_address(person_id=person_id, address_id=address_id, label=label)


def _label(*, recipient: str, phone: str, region: str, detail: str) -> dict[str, str]:
    if not PHONE.fullmatch(phone.strip()):
        raise BadInput("input.phone", "5 to 20 digits, spaces, + or -")
    return {
        "recipient": rules.line(recipient, field="input.recipient", most=40),
        "phone": phone.strip(),
        "region": rules.line(region, field="input.region", most=80),
        "detail": rules.line(detail, field="input.detail", most=200),
    }


async def set_default_address(ctx: Context, *, address_id: UUID) -> Address:
    """Use an address of the viewer's where none is named."""
    person_id = ctx.signed_in().id
    return await actions.set_default_address(person_id=person_id, address_id=address_id)


async def remove_address(ctx: Context, *, address_id: UUID) -> Address:
    """Take an address out of the viewer's book."""
    person_id = ctx.signed_in().id
    return await actions.remove_address(person_id=person_id, address_id=address_id, now=ctx.now())
