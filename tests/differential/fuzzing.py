"""How operations come: from Hypothesis, which shrinks what was answered in two ways."""

import asyncio
import contextlib
import logging
from collections import Counter
from collections.abc import Iterator

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.differential.chance import of_hypothesis, of_seed
from tests.differential.ground import Asking, MadeUpGround
from tests.differential.two_ways import Difference


def asked_of(
    ground: MadeUpGround,
    examples: int,
    *,
    derandomize: bool,
    runner: asyncio.Runner | None = None,
) -> Counter[str]:
    """What was met by asking that many operations.

    Raises:
        Difference: one of them was answered in two ways; it is the least that was.
    """

    @st.composite
    def drawn(draw) -> list[Asking]:
        return ground.drawn(of_hypothesis(draw))

    with contextlib.ExitStack() as stack:
        stack.enter_context(silence())
        runner = runner or stack.enter_context(asyncio.Runner())

        @settings(
            max_examples=examples,
            derandomize=derandomize,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            phases=(Phase.generate, Phase.shrink),
            report_multiple_bugs=False,
        )
        @given(drawn())
        def ask(asked: list[Asking]) -> None:
            runner.run(ground.ask(asked))

        ask()
    return ground.met


async def noticed(ground: MadeUpGround, most: int) -> int | None:
    """After how many operations a difference shows; None if ``most`` show none."""
    ground.world.schema.documents.known.held.clear()  # plans that were made before are whole
    for seed in range(most):
        try:
            await ground.ask(ground.drawn(of_seed(seed)))
        except Difference:
            return seed + 1
    return None


@contextlib.contextmanager
def silence() -> Iterator[None]:
    """Nothing is logged of the failures that are meant."""
    log = logging.getLogger("kaituan.graphql")
    log.disabled = True
    try:
        yield
    finally:
        log.disabled = False
