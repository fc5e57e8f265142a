"""Which answers are kept, and until when: encoded, bounded, and gone with the first change."""

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic

from resolvers.touched import ANY

# What no event tells of (a merchant's words, a campaign that begins by the clock) is this old at
# most; so is everything where Redis is gone. A crowd is answered from memory all the same: at
# a thousand requests a second one of them is executed.
AGE_SECONDS = 1.0
KEPT_BYTES = 64 * 1024 * 1024
ANSWER_BYTES = 1024 * 1024  # a longer answer is not kept
ANSWERS_MOST = 20_000
VERSIONS_MOST = 10_000
ENTRY_BYTES = 2_048  # what an entry costs beside body and question: its headers, its places

Topics = frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An encoded answer, its heads by method, what it depends on, and what its question takes."""

    body: bytes
    head: list[tuple[bytes, bytes]]
    tagged: list[tuple[bytes, bytes]]
    tag: bytes
    topics: Topics
    asked_bytes: int
    until: datetime
    until_seconds: float

    @property
    def weight_bytes(self) -> int:
        """Return how much memory it stands for."""
        return len(self.body) + self.asked_bytes + ENTRY_BYTES + 128 * len(self.topics)


@dataclass(slots=True, kw_only=True, eq=False)
class Reading:
    """An answer being made: when it began, and what was told since."""

    began: datetime
    began_seconds: float
    heard: set[str] = field(default_factory=set[str])

    def is_stale(self, topics: Topics) -> bool:
        """Tell whether something it depends on changed since it began."""
        return not topics.isdisjoint(self.heard)


class Answers:
    """The answers of one process; what is told of a topic takes those away that depend on it.

    ``now`` is the application's clock, by which answers grow old, as by the machine's own.
    ``keep_hearing`` is called with the topics on which kept answers depend.
    """

    def __init__(
        self,
        now: Callable[[], datetime],
        *,
        most_bytes: int = KEPT_BYTES,
        age_seconds: float = AGE_SECONDS,
        keep_hearing: Callable[[Iterable[str]], None] = lambda _: None,
    ) -> None:
        self._now, self.most_bytes, self._age_seconds = now, most_bytes, age_seconds
        self._keep_hearing = keep_hearing
        self._kept: OrderedDict[Hashable, Kept] = OrderedDict()
        self._by_topic: dict[str, set[Hashable]] = {}
        self._readings: set[Reading] = set()
        self._versions: OrderedDict[str, int] = OrderedDict()
        self.bytes = 0

    def __len__(self) -> int:
        return len(self._kept)

    def is_empty(self) -> bool:
        """Tell whether nothing is kept, awaited or remembered of any answer."""
        return not (self._kept or self._by_topic or self._readings)

    def get(self, key: Hashable) -> Kept | None:
        """Return what is kept under a key, unless it is too old."""
        kept = self._kept.get(key)
        if kept is None:
            return None
        if monotonic() >= kept.until_seconds or self._now() >= kept.until:
            self._drop(key)
            return None
        self._kept.move_to_end(key)
        return kept

    def begin(self) -> Reading:
        """Return a reading that hears what is told from this moment until it is ended."""
        reading = Reading(began=self._now(), began_seconds=monotonic())
        self._readings.add(reading)
        return reading

    def end(self, reading: Reading) -> None:
        """Hear no more for a reading."""
        self._readings.discard(reading)

    def until(self, reading: Reading) -> tuple[datetime, float]:
        """Return until when what a reading found may be kept: its age begins with it."""
        later = timedelta(seconds=self._age_seconds)
        return reading.began + later, reading.began_seconds + self._age_seconds

    def keep(self, key: Hashable, kept: Kept, reading: Reading) -> bool:
        """Keep an answer, unless it is too large or what it depends on changed meanwhile."""
        if reading.is_stale(kept.topics) or len(kept.body) > ANSWER_BYTES:
            return False
        self._drop(key)
        self._kept[key] = kept
        self.bytes += kept.weight_bytes
        for topic in kept.topics:
            self._by_topic.setdefault(topic, set()).add(key)
        self._keep_hearing(kept.topics)
        while self._kept and (self.bytes > self.most_bytes or len(self._kept) > ANSWERS_MOST):
            self._drop(next(iter(self._kept)))
        return key in self._kept

    def overhear(self, reached: Iterable[tuple[str, int]]) -> None:
        """Forget what depends on these topics, where their version is news."""
        self.forget([topic for topic, version in reached if self._is_news(topic, version)])

    def _is_news(self, topic: str, version: int) -> bool:
        # Who asks the database each second is mostly told what was told already.
        if self._versions.get(topic) == version:
            return False
        self._versions[topic] = version
        self._versions.move_to_end(topic)
        if len(self._versions) > VERSIONS_MOST:
            self._versions.popitem(last=False)
        return True

    def forget(self, topics: Collection[str]) -> None:
        """Forget what depends on these topics, or on any of their kind."""
        if not topics:
            return
        told = {*topics, *[f"{topic.partition(':')[0]}:{ANY}" for topic in topics]}
        for topic in told & self._by_topic.keys():
            for key in tuple(self._by_topic.get(topic, ())):
                self._drop(key)
        for reading in self._readings:
            reading.heard |= told

    def _drop(self, key: Hashable) -> None:
        kept = self._kept.pop(key, None)
        if kept is None:
            return
        self.bytes -= kept.weight_bytes
        for topic in kept.topics:
            keys = self._by_topic[topic]
            keys.discard(key)
            if not keys:
                del self._by_topic[topic]
