"""Any order of steps keeps database and oracle together, and the books true."""

import asyncio

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.machine.machine import MoneyMachine
from tests.machine.planted import planted
from tests.machine.sabotage import SABOTAGES

SHRUNK = tuple(Phase)
# Noticed within seconds; the others take more lives than a minute has.
QUICK = (1, 3, 7)


@pytest.fixture(scope="module")
def ground(postgres_url, template):
    """What every machine begins with, planted once."""
    with asyncio.Runner() as runner:
        grown = planted(postgres_url, template=template)
        yield runner.run(grown.__aenter__())
        runner.run(grown.__aexit__(None, None, None))


@pytest.fixture
def run(postgres_url, ground):
    """``run(examples, steps)``: machines until one fails, each on a database of its own."""

    def running(examples, steps, *, derandomize=True, phases=SHRUNK):
        run_state_machine_as_test(
            lambda: MoneyMachine(postgres_url, ground),
            settings=settings(
                max_examples=examples,
                stateful_step_count=steps,
                derandomize=derandomize,
                phases=phases,
                report_multiple_bugs=False,
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )

    return running


@pytest.mark.timeout(3600)
def test_any_order_of_steps_ends_as_the_oracle_says(run, full):
    examples, steps = (500, 50) if full else (30, 40)
    run(examples, steps, derandomize=not full)


@pytest.mark.timeout(3600)
def test_a_broken_product_is_noticed(run, monkeypatch, full):
    for sabotage in SABOTAGES if full else [SABOTAGES[n] for n in QUICK]:
        with monkeypatch.context() as broken:
            sabotage(broken)
            with pytest.raises(AssertionError):
                run(60, 40, phases=[Phase.generate])
