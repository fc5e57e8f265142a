"""Which topics an answer depends on: noted while it is made, for whoever keeps it."""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar

ANY = "*"

_touched: ContextVar[set[str] | None] = ContextVar("touched", default=None)


@contextmanager
def noted() -> Generator[set[str]]:
    """Collect what is touched within the block and the tasks it begins."""
    topics = set[str]()
    token = _touched.set(topics)
    try:
        yield topics
    finally:
        _touched.reset(token)


def touch(kind: str, row_id: object = ANY) -> None:
    """Note that the answer shows a row of this kind; without one, that any may come to be in it."""
    topics = _touched.get()
    if topics is not None:
        topics.add(f"{kind}:{row_id}")
