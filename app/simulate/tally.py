"""How a crowd fares: what it did and won, how fast it was answered, what it was refused."""

import statistics
import time
from collections import Counter, deque

RECENT = 500
RATE_SECONDS = 5.0


class Tally:
    """Counts of what was answered; latencies and the rate are of the latest only."""

    def __init__(self) -> None:
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.ends: Counter[str] = Counter()
        self._took: deque[float] = deque(maxlen=RECENT)
        self._ended: deque[float] = deque(maxlen=RECENT)

    def count(self, action: str, refusal: str | None, *, took_seconds: float) -> None:
        """Count one answer, which may be a refusal."""
        if refusal is None:
            self.done[action] += 1
        else:
            self.refused[refusal] += 1
        self._took.append(took_seconds)
        self._ended.append(time.monotonic())

    def heard(self, end: str) -> None:
        """Count how something ended for somebody: a draw won or lost, credit spent."""
        self.ends[end] += 1

    @property
    def answers(self) -> int:
        """How many answers came."""
        return self.done.total() + self.refused.total()

    def rate(self) -> float:
        """Return how many answers a second came lately."""
        since = time.monotonic() - RATE_SECONDS
        lately = [ended for ended in self._ended if ended >= since]
        return len(lately) / (time.monotonic() - lately[0]) if len(lately) > 1 else 0.0

    def line(self) -> str:
        """Return everything in one line."""
        half = statistics.median(self._took) * 1000 if self._took else 0.0
        done = ", ".join(f"{name} {count}" for name, count in sorted(self.done.items()))
        refused = ", ".join(f"{name} {count}" for name, count in self.refused.most_common(4))
        said = f"{self.rate():.1f}/s  p50 {half:.0f} ms  {done or 'nothing yet'}"
        if self.ends:
            said += "  draws: " + ", ".join(f"{end} {n}" for end, n in sorted(self.ends.items()))
        return f"{said}  refused: {refused}" if refused else said
