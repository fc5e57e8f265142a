"""How often Python looks for garbage that refers to itself: less often than it would."""

import gc

# A few large answers that are made at the same moment hold some ten thousand objects. To look
# through those again and again, and find that all of them live, was a tenth of the work.
ALLOCATIONS = 50_000
YOUNG, OLD = 10, 10


def look_seldom() -> None:
    """Leave out what was made before this, for good, and look through the rest less often.

    The schema, the tables and all code live as long as the process, and no look through
    them ever found anything; it took a tenth of a second, in which everybody waited. Call
    it once, in a process that serves until it ends.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(ALLOCATIONS, YOUNG, OLD)
