"""The two who speak in a conversation."""

from enum import StrEnum


class Side(StrEnum):
    """Which of the two somebody speaks for."""

    CUSTOMER = "CUSTOMER"
    MERCHANT = "MERCHANT"

    @property
    def other(self) -> "Side":
        """Return who is spoken to."""
        return Side.MERCHANT if self is Side.CUSTOMER else Side.CUSTOMER
