"""How many statements something sends to the database."""

import logging
from contextlib import contextmanager

LOGGER = logging.getLogger("tortoise.db_client")


class Tally(logging.Handler):
    """Collects every statement the ORM sends."""

    def __init__(self):
        super().__init__(logging.DEBUG)
        self.sent: list[str] = []

    def emit(self, record):
        said = record.getMessage()
        # What runs beside requests, each second, is not theirs.
        if "place_events" not in said and "FROM topic" not in said:
            self.sent.append(said)


@contextmanager
def counted():
    """Yield the tally of statements sent inside the block."""
    tally, before = Tally(), LOGGER.level
    LOGGER.addHandler(tally)
    LOGGER.setLevel(logging.DEBUG)
    try:
        yield tally
    finally:
        LOGGER.removeHandler(tally)
        LOGGER.setLevel(before)
