"""Everything a browser is served that is not the API: pages, their files, pictures to pass on."""

from collections.abc import Callable
from pathlib import Path

from starlette.routing import BaseRoute

from app.pages.client import Client
from app.pages.files import file_routes
from app.pages.first import first_routes
from app.pages.policy import page_policy
from app.pages.shells import Ask, Shells
from app.posters.press import Press
from resolvers.context import Context


def site_routes(
    *, first: Path, built: Path, origin: str, nobody: Callable[[], Context], ask: Ask
) -> list[BaseRoute]:
    """Return the routes of the site, to come behind all others.

    ``first`` is the folder of the first page, ``built`` that of the client, which may not be
    there; ``origin`` is where people reach us, without a slash at its end.

    Raises:
        FileNotFoundError: the first page is not there.
    """
    policy = page_policy(origin)
    client = Client.read(built, policy=policy)
    shells = (
        Shells(client, origin=origin, policy=policy, nobody=nobody, ask=ask) if client else None
    )
    return [
        *file_routes(client, policy=policy),
        *first_routes(first, policy=policy, built=client is not None),
        *Press(origin=origin, nobody=nobody).routes(),
        *([*shells.routes(), shells.lost()] if shells else []),
    ]
