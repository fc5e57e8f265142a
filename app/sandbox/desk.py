"""What the two counters of the sandbox provider, the API and the cashier, work with."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.sandbox.courier import Courier
from app.sandbox.fields import written
from app.sandbox.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One running provider: its store, its courier, and its clock."""

    store: Store
    courier: Courier
    secret: str
    base_url: str
    clock: Callable[[], datetime]

    def now(self) -> str:
        """Return this moment as the store writes it."""
        return written(self.clock())
