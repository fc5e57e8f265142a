"""What every resolver is handed: who asks, the clock, the loaders, and doors to other rooms."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

from models.payments import Payment
from models.people import Person
from models.shapes import Columns
from resolvers.loaders import Loaders
from resolvers.payer import Payer
from rules.beacons import Chain
from rules.faults import Forbidden, NotSignedIn
from rules.people import Role
from rules.refusals import Refusal
from rules.teams import EndReason


class Versioned(Protocol):
    """What was read, with the version it had."""

    @property
    def version(self) -> int:
        """Return how new it is."""
        ...


V = TypeVar("V", bound=Versioned)


class Live(Protocol):
    """Where changes are heard of; the hub in ``subscriptions`` is one."""

    def listen(
        self, *topics: str, looks_per_second: int = 20
    ) -> AbstractAsyncContextManager[AsyncIterator[dict[str, int]]]:
        """Yield the newest versions of what changed, after each change from this moment on."""
        ...

    async def look(self, topic: str, version: int, read: Callable[[], Awaitable[V]]) -> V:
        """Return what one reading finds for all who were told of this version."""
        ...


class Place(Protocol):
    """Where somebody stands who was let in among many who want the same."""

    def remember(
        self,
        refusal: Refusal,
        *,
        until: datetime | None = None,
        besides: Collection[UUID] = frozenset(),
    ) -> None:
        """Answer those who come next with this refusal for a moment, ``besides`` these people."""
        ...


class Turnstile(Protocol):
    """Who lets a crowd in, a few at a time; the one in ``app`` is of its process alone."""

    def place(self, crowd: str, person_id: UUID) -> AbstractAsyncContextManager[Place]:
        """Hold a place for a person while the block runs.

        Raises:
            TooBusy: too many wait already, or no place came free in time.
            Refusal: the last were told so a moment ago.
        """
        ...


class Cashier(Protocol):
    """Who takes the money; the errands in ``app`` are one."""

    async def open(self, payment: Payment, *, order_number: str, subject: str) -> str:
        """Return where the payer pays.

        Raises:
            CashierUnavailable: the provider does not answer.
        """
        ...

    async def give_up(self, payment: Payment, *, reason: EndReason) -> None:
        """Ask the provider to take no more money, then free what the payment held or fill it.

        Raises:
            CashierUnavailable: the provider does not answer.
        """
        ...

    async def press(self, payment: Payment, *, order_number: str, subject: str) -> None:
        """Pay in the payer's place; only a sandbox can.

        Raises:
            CashierUnavailable: the provider does not answer.
            Forbidden: the provider is a real one.
        """
        ...


class Passwords(Protocol):
    """Who turns passwords into hashes and compares them, without stopping the loop."""

    async def hashed(self, password: str) -> str:
        """Return a hash to be stored."""
        ...

    async def fits(self, password: str, password_hash: str | None) -> bool:
        """Tell whether a password has this hash; without one it takes as long to say no."""
        ...


class Postman(Protocol):
    """Who sends mail; there is none where mail is off."""

    def code(self, nonce: str) -> str:
        """Return the code that is mailed to prove an address, the same for the same nonce."""
        ...


class Door(Protocol):
    """How a client is given its session, and how it is taken away."""

    def new_token(self) -> tuple[str, bytes]:
        """Return a fresh token and the hash it is stored by."""
        ...

    def let_in(self, token: str, *, until: datetime) -> None:
        """Have a browser keep the token in a cookie that scripts cannot read."""
        ...

    def see_out(self) -> None:
        """Have a browser forget its token."""
        ...

    def attempt(self, handle: str) -> None:
        """Count an attempt to sign in.

        Raises:
            TooManyAttempts: there were too many for this handle lately.
        """
        ...

    def forgive(self, handle: str) -> None:
        """Forget the attempts of a handle whose owner came in."""
        ...

    def digest(self, token: str) -> bytes:
        """Return the hash a token is stored by."""
        ...

    def screen_token(self, secret: str) -> str:
        """Return the token that belongs to a screen's secret, the same each time."""
        ...

    def begin_pairing(self) -> None:
        """Count a pairing that begins where this request comes from.

        Raises:
            TooManyPairings: too many began there lately.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewer:
    """Who asks, and until when."""

    person: Person
    session_id: UUID
    session_expires_at: datetime

    @property
    def id(self) -> UUID:
        """Return the person's id."""
        return self.person.id


@dataclass(slots=True, kw_only=True)
class Context:
    """One per HTTP request, and one per socket: its loaders are made anew for each operation.

    ``chain`` is the public beacon this machine is told to use, if any; ``screen`` the
    screen whose token was shown, which is nobody who could sign in.
    """

    now: Callable[[], datetime]
    live: Live
    turnstile: Turnstile
    cashier: Cashier
    payer: Payer
    passwords: Passwords
    door: Door
    chain: Chain | None = None
    postman: Postman | None = None
    public_url: str = ""
    viewer: Viewer | None = None
    screen: UUID | None = None
    connection_params: dict[str, Any] | None = None
    loaders: Loaders = field(default_factory=Loaders)

    def apart(self, loaders: Loaders | None = None) -> "Context":
        """Return the same asker for one operation or event, with loaders that know nothing yet.

        An event that many are told of brings loaders along: what one of them
        loads, the others need not.
        """
        return replace(self, loaders=loaders or Loaders())

    def shows(self, columns: Columns) -> None:
        """Have the loaders read these columns alone: an operation says that it shows no others."""
        self.loaders.columns = columns

    def fresh(self) -> None:
        """Forget everything loaded: what follows sees the rows as they are now."""
        self.loaders = Loaders()

    def signed_in(self) -> Viewer:
        """Return who asks.

        Raises:
            NotSignedIn: nobody is known to.
            Forbidden: a screen asks, which may look at what everybody may.
        """
        self.no_screen()
        if self.viewer is None or self.viewer.session_expires_at <= self.now():
            raise NotSignedIn
        return self.viewer

    def no_screen(self) -> None:
        """Let everybody pass but a screen.

        Raises:
            Forbidden: a screen asks.
        """
        if self.screen is not None:
            raise Forbidden

    def as_screen(self) -> UUID:
        """Return which screen asks.

        Raises:
            NotSignedIn: nobody is known to.
            Forbidden: a person asks.
        """
        if self.screen is None:
            self.signed_in()
            raise Forbidden
        return self.screen

    def acting_as(self, *roles: Role) -> Viewer:
        """Return who asks, if they act in one of these roles.

        Raises:
            NotSignedIn: nobody is known to ask.
            Forbidden: they do not.
        """
        viewer = self.signed_in()
        if viewer.person.role not in roles:
            raise Forbidden
        return viewer
