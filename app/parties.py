"""Who may be told the same answer: everybody, all who are nobody, one session, one screen."""

from collections.abc import Callable, Hashable
from functools import partial
from uuid import UUID

from app.graphql.scopes import Scope
from app.graphql.sharing import Party
from models.people import Person
from resolvers.context import Context, Viewer
from resolvers.everybody import for_everybody

FIELDS = tuple(sorted(Person._meta.fields))  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]


def party_of(context: Context, scope: Scope, *, nobody: Callable[[], Context]) -> Party:
    """Return who may share what is in a scope with the asker of a context.

    ``nobody`` opens a context of whom nothing is known: what one of them brought
    along, as their cookies or address, is no part of what they share.
    """
    if scope is Scope.PUBLIC:
        return Party("everybody", lambda: for_everybody(nobody()))
    if context.screen is not None:
        return Party(("screen", context.screen), partial(_as_screen, context.screen, nobody))
    if context.viewer is not None:
        return Party(_session(context.viewer), partial(_as_viewer, context.viewer, nobody))
    return Party("nobody", nobody)


def _session(viewer: Viewer) -> Hashable:
    """Return what is known of a viewer: who came back with another role is somebody else."""
    person = map(partial(getattr, viewer.person), FIELDS)
    return ("session", viewer.session_id, viewer.session_expires_at, *person)


def _as_viewer(viewer: Viewer, nobody: Callable[[], Context]) -> Context:
    context = nobody()
    context.viewer = viewer
    return context


def _as_screen(screen: UUID, nobody: Callable[[], Context]) -> Context:
    context = nobody()
    context.screen = screen
    return context
