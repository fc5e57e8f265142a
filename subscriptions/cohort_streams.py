"""One execution and who is told of it, each in the order it was told."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Hashable
from contextlib import aclosing
from typing import Any, Protocol

from subscriptions.cohort_members import Ending, Member, Message, Policy

log = logging.getLogger(__name__)

# Told one after the other before anything else has a turn: a few milliseconds.
TOLD_AT_ONCE = 250

Source = Callable[[Any], AsyncGenerator[Message | Ending]]


class Owner(Protocol):
    """Whose stream it is: who brings its members together with those of others."""

    policy: Policy

    def begins(self, stream: "Stream") -> None:
        """Hear that nobody may join any more: from here on its first answer is on its way."""
        ...

    def told(self, stream: "Stream") -> bool:
        """Hear that everybody was told; return whether to go on."""
        ...

    def leave(self, member: Member) -> None:
        """Let one go."""
        ...

    def fell_behind(self, member: Member, position: object) -> None:
        """Take care of a member who could not be told what follows a position."""
        ...

    def ended(self, stream: "Stream", ending: Ending) -> None:
        """Hear that there is no more to tell."""
        ...


class Stream:
    """What one execution tells its members, and how far it has come."""

    __slots__ = (
        "_owner",
        "after",
        "begun",
        "is_held_up",
        "is_telling",
        "latest",
        "members",
        "positions",
        "source",
        "task",
    )

    def __init__(
        self, owner: Owner, source: Source, after: object, *, behind: "Stream | None"
    ) -> None:
        """``behind`` is an execution under way that this one follows: they never pile up."""
        self._owner, self.source, self.after = owner, source, after
        self.members: set[Member] = set()
        self.positions: dict[Hashable, Any] = {}
        self.latest: dict[Hashable, Message] = {}
        self.begun = asyncio.Event()
        self.is_telling = self.is_held_up = False
        self.task = asyncio.create_task(self._run(behind))

    def add(self, member: Member) -> None:
        """Tell this member too what comes from here on."""
        member.stream = self
        self.members.add(member)

    def stop(self) -> None:
        """End the execution; its members are told nothing of it."""
        self.members.clear()
        if asyncio.current_task() is not self.task:
            self.task.cancel()

    async def _run(self, behind: "Stream | None") -> None:
        ending = Ending()
        try:
            if behind is not None:
                await behind.begun.wait()
            self._owner.begins(self)
            async with aclosing(self.source(self.after)) as messages:
                async for message in messages:
                    self.begun.set()
                    if isinstance(message, Ending):
                        ending = message
                        break
                    await self._tell(message)
                    if not self._owner.told(self):
                        return
        except Exception:
            log.exception("a stream that is shared failed")
        finally:
            self.begun.set()
        self._owner.ended(self, ending)

    async def _tell(self, message: Message) -> None:
        slot = message.mark.slot if message.mark else None
        before = self.positions.get(slot, self.after)
        if message.mark is not None:
            self.positions[slot], self.latest[slot] = message.mark.position, message
        self.is_telling = True
        members = tuple(self.members)
        for start in range(0, len(members), TOLD_AT_ONCE):
            if start:
                await asyncio.sleep(0)
            for member in members[start : start + TOLD_AT_ONCE]:
                try:
                    if member.stream is not self:
                        continue  # they left while others were told
                    if member.kept is not None or not member.write(message):
                        await self._missed(member, message, before)
                except Exception:
                    log.exception("one of many could not be told")
                    self._owner.leave(member)
        self.is_telling = False

    async def _missed(self, member: Member, message: Message, before: object) -> None:
        """See to somebody who cannot be written to."""
        if self._owner.policy is Policy.STATE:
            member.keep(message)
        elif len(self.members) > 1:
            self.members.discard(member)
            self._owner.fell_behind(member, before)
        else:
            await self._hold(member, message)

    async def _hold(self, member: Member, message: Message) -> None:
        """Wait for the only reader of a log: nothing more is read than they can take."""
        self.is_held_up = True
        written = False
        while member.stream is self and not written:
            writable = asyncio.Event()
            member.when_writable(writable.set)
            await writable.wait()
            written = member.stream is self and member.write(message)
        self.is_held_up = False
