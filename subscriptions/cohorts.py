"""Who asks the same: one execution for all, from the first who comes to the last who goes."""

from collections.abc import Hashable

from subscriptions.cohort_members import Ending, Member, Policy
from subscriptions.cohort_streams import Source, Stream


class Cohorts:
    """The cohorts of one process, by what they ask; each is as old as its oldest member."""

    def __init__(self) -> None:
        self._by_key: dict[Hashable, Cohort] = {}

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._by_key)

    def join(
        self, key: Hashable, policy: Policy, member: Member, *, after: Hashable, source: Source
    ) -> None:
        """Tell a member from now on what all are told who ask the same.

        First comes an answer that was begun after this moment. ``source`` executes
        what they ask for somebody who has seen everything up to a position.
        """
        cohort = self._by_key.get(key)
        if cohort is None:
            cohort = self._by_key[key] = Cohort(self, key, policy)
        cohort.join(member, after, source)

    def leave(self, member: Member) -> None:
        """Tell a member nothing more."""
        if member.cohort is not None:
            member.cohort.leave(member)
        member.kept = member.ending = None

    def forget(self, key: Hashable) -> None:
        """Let go of a cohort that has nobody left."""
        self._by_key.pop(key, None)


class Cohort:
    """All who ask the same: most of them are told by one stream, the tail.

    Whoever joins is told by another, with those who joined at the same time after the
    same position, until it stands where the tail stands. Then they are the tail's.
    An answer that was made before they asked would tell them an old state, and an old
    time. While one such stream is on the way to its first answer, all who come wait
    for the next together: there are never more than two of them for one position.
    """

    def __init__(self, cohorts: Cohorts, key: Hashable, policy: Policy) -> None:
        self.policy = policy
        self._cohorts, self._key = cohorts, key
        self._size = 0
        self._tail: Stream | None = None
        self._streams: set[Stream] = set()
        self._coming: dict[Hashable, Stream] = {}
        self._going: dict[Hashable, Stream] = {}

    # -- members -------------------------------------------------------------------------

    def join(self, member: Member, after: Hashable, source: Source) -> None:
        """Take one more."""
        self._size += 1
        member.cohort = self
        self._enter(member, after, source)

    def leave(self, member: Member) -> None:
        """Let one go; with the last everything ends."""
        stream, member.cohort, member.stream = member.stream, None, None
        if stream is not None:
            stream.members.discard(member)
            if not stream.members:
                self._retire(stream)
        self._gone(1)

    def _enter(self, member: Member, after: Hashable, source: Source) -> None:
        stream = self._coming.get(after)
        if stream is None:
            stream = Stream(self, source, after, behind=self._going.get(after))
            self._coming[after] = stream
            self._streams.add(stream)
        stream.add(member)

    def _gone(self, number: int) -> None:
        self._size -= number
        if not self._size:
            self._cohorts.forget(self._key)

    # -- streams -------------------------------------------------------------------------

    def begins(self, stream: Stream) -> None:
        """Let nobody join it any more."""
        self._coming.pop(stream.after, None)
        self._going[stream.after] = stream

    def told(self, stream: Stream) -> bool:
        """Bring together what stands in one place; return whether this stream goes on."""
        self._went(stream)
        if stream not in self._streams:
            return False  # its last member could not be told: it is no tail for others
        if self._tail is None or (self._tail.is_held_up and self._tail is not stream):
            self._tail = stream
        if self._tail is stream:
            for other in tuple(self._streams - {stream}):
                self._merge(other, stream)
        else:
            self._merge(stream, self._tail)
        return bool(stream.members)

    def fell_behind(self, member: Member, position: Hashable) -> None:
        """Tell a member what they missed of a log, as soon as they read again."""
        assert member.stream is not None
        source, member.stream = member.stream.source, None

        def again() -> None:
            if member.cohort is self:
                self._enter(member, position, source)

        member.when_writable(again)

    def ended(self, stream: Stream, ending: Ending) -> None:
        """Tell the members of a stream how it ended; those of others go on."""
        members = tuple(stream.members)
        self._retire(stream)
        for member in members:
            member.finish(ending)
        self._gone(len(members))

    def _merge(self, stream: Stream, tail: Stream) -> None:
        """Make the members of a stream the tail's, if nothing was told to one alone."""
        if stream.is_telling or not stream.positions or not self._is_in_step(stream, tail):
            return
        newer = [
            tail.latest[slot]
            for slot, position in stream.positions.items()
            if tail.positions[slot] != position
        ]
        for member in stream.members:
            tail.add(member)
            for message in newer:
                member.tell(message)
        self._retire(stream)

    def _is_in_step(self, stream: Stream, tail: Stream) -> bool:
        if stream.positions == tail.positions:
            return True
        # What is newer than all they were told can be told at once; of a log it would leave a gap.
        return (
            self.policy is Policy.STATE
            and stream.positions.keys() == tail.positions.keys()
            and all(tail.positions[slot] >= at for slot, at in stream.positions.items())
        )

    def _retire(self, stream: Stream) -> None:
        self._streams.discard(stream)
        self._went(stream)
        if self._coming.get(stream.after) is stream:
            del self._coming[stream.after]
        if self._tail is stream:
            self._tail = next((each for each in self._streams if each.positions), None)
        stream.stop()

    def _went(self, stream: Stream) -> None:
        if self._going.get(stream.after) is stream:
            del self._going[stream.after]
