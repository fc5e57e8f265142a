"""Which event was an answer of a stream made of: for whoever shares the stream."""


class Witness:
    """The root of a subscription whose events somebody else looks at too, one at a time."""

    __slots__ = ("event",)

    def __init__(self) -> None:
        self.event: object = None

    def take(self) -> object:
        """Return the event that the last answer was made of, None where there was none."""
        event, self.event = self.event, None
        return event
