"""Who is told of what many watch together: one member for each who asked."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from subscriptions.cohort_streams import Stream
    from subscriptions.cohorts import Cohort


class Policy(StrEnum):
    """What a member may miss who cannot be written to.

    STATE: what was newer a moment later; of each slot the newest is kept for them.
    LOG: nothing, since each message builds on the one before. What they cannot take
    they are told later by an execution of their own, which begins where they were.
    """

    STATE = "STATE"
    LOG = "LOG"


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a message stands among those of its slot.

    Positions of a state grow with it. Those of a log are only compared for being the
    same, and are what its resuming argument takes.
    """

    position: Any
    slot: Hashable = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """How a subscription is shared by those who ask the same, as its metadata says.

    ``mark`` reads off where one of its events stands. ``resumes`` is the argument, by
    its name in the schema, that says what somebody who joins has seen; it decides
    about their first message alone.
    """

    policy: Policy
    mark: Callable[[Any], Mark]
    resumes: str | None = None


SHARED = "shared"  # under which metadata carries it


class Message:
    """One answer for many, encoded once; transports keep here what they made of it last."""

    __slots__ = ("event", "frame", "head", "mark", "payload")

    def __init__(self, payload: bytes, mark: Mark | None = None) -> None:
        """``mark`` is None where an execution failed before it had anything to tell."""
        self.payload = payload
        self.mark = mark
        self.head: bytes | None = None
        self.frame = b""
        self.event = b""


@dataclass(frozen=True, slots=True)
class Ending:
    """Why there is no more to tell: errors, as JSON, or none where all was told."""

    errors: bytes | None = None


class Member(ABC):
    """One subscriber: what can be written to them is, the rest waits, and never grows."""

    __slots__ = ("cohort", "ending", "kept", "stream")

    def __init__(self) -> None:
        self.cohort: Cohort | None = None
        self.stream: Stream | None = None
        self.kept: dict[Hashable, Message] | None = None
        self.ending: Ending | None = None

    @abstractmethod
    def write(self, message: Message) -> bool:
        """Write a message; False where nothing was written, since not all is read yet."""

    @abstractmethod
    def when_writable(self, then: Callable[[], None]) -> None:
        """Call ``then`` once, when a message can be written again; never, for who is gone."""

    @abstractmethod
    def close(self, ending: Ending) -> None:
        """Tell how it ended; nothing is written after it."""

    def keep(self, message: Message) -> None:
        """Write a message as soon as that can be, unless a newer one of its slot comes first."""
        if self.kept is None:
            self.kept = {}
            self.when_writable(self._flush)
        slot = message.mark.slot if message.mark else None
        self.kept.pop(slot, None)
        self.kept[slot] = message

    def tell(self, message: Message) -> None:
        """Write the newest state now, or as soon as that can be."""
        if self.kept is not None or not self.write(message):
            self.keep(message)

    def finish(self, ending: Ending) -> None:
        """Tell how it ended, behind what is kept."""
        self.cohort = self.stream = None
        if self.kept is None:
            self.close(ending)
        else:
            self.ending = ending

    def _flush(self) -> None:
        kept = self.kept
        while kept:
            slot = next(iter(kept))
            if not self.write(kept[slot]):
                self.when_writable(self._flush)
                return
            del kept[slot]
        self.kept = None
        if self.ending is not None:
            self.close(self.ending)
