"""Which topics this process wants to hear of, and of which it surely hears."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable

HELD_SECONDS = 30.0  # a topic is held on to after whoever wanted it last: many come back
HELD_MOST = 10_000


class Interest:
    """The topics that somebody listens to, or did just now, and what changed among them."""

    def __init__(self, *, held_seconds: float = HELD_SECONDS) -> None:
        self._held_seconds = held_seconds
        self._listened: set[str] = set()
        self._held: OrderedDict[str, float] = OrderedDict()  # and when each lapses
        self._new: set[str] = set()
        self._lapsed: set[str] = set()
        self._followed = False
        self.changed = asyncio.Event()
        self.heard: set[str] | None = None  # None: of everything

    def begin(self, topic: str) -> None:
        """Want a topic for as long as somebody listens."""
        if self._held.pop(topic, None) is None:
            self._want(topic)
        self._listened.add(topic)

    def end(self, topic: str) -> None:
        """Want a topic a little longer, to which nobody listens any more."""
        self._listened.discard(topic)
        self._hold(topic)

    def keep(self, topics: Iterable[str]) -> None:
        """Want topics for some time without listening; asked again, for longer."""
        for topic in topics:
            if topic not in self._listened:
                if topic not in self._held:
                    self._want(topic)
                self._hold(topic)

    def hears(self, topic: str) -> bool:
        """Tell whether what other processes say of a topic surely arrives here."""
        return self.heard is None or topic in self.heard

    def listened(self, topics: Iterable[str]) -> list[str]:
        """Return those of these topics to which somebody listens."""
        return [topic for topic in topics if topic in self._listened]

    def follow(self) -> set[str]:
        """Return all that is wanted, and note from now on what changes."""
        self._followed = True
        self._new, self._lapsed, self.heard = set(), set(), set()
        return {*self._listened, *self._held}

    def unfollow(self) -> None:
        """Note no more changes: nothing is heard from others."""
        self._followed = False
        self._new, self._lapsed, self.heard = set(), set(), set()

    def news(self) -> tuple[set[str], set[str]]:
        """Return what came to be wanted since it was asked last, and what lapsed."""
        now = _now()
        while self._held and next(iter(self._held.values())) <= now:
            self._let_go()
        new, self._new = self._new, set()
        lapsed, self._lapsed = self._lapsed, set()
        self.changed.clear()
        return new, lapsed

    def _want(self, topic: str) -> None:
        if self._followed:
            self._lapsed.discard(topic)
            self._new.add(topic)
            self.changed.set()

    def _hold(self, topic: str) -> None:
        if self.heard is None:
            return
        self._held[topic] = _now() + self._held_seconds
        self._held.move_to_end(topic)
        if len(self._held) > HELD_MOST:
            self._let_go()

    def _let_go(self) -> None:
        topic, _ = self._held.popitem(last=False)
        if self._followed:
            self._new.discard(topic)
            self._lapsed.add(topic)


def _now() -> float:
    return asyncio.get_running_loop().time()
