"""Any order of steps keeps database and oracle together, and the books true."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.machine.machine import MoneyMachine


@pytest.mark.timeout(3600)
def test_any_order_of_steps_ends_as_the_oracle_says(postgres_url, template, full):
    examples, steps = (500, 50) if full else (30, 40)
    run_state_machine_as_test(
        lambda: MoneyMachine(postgres_url, template),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=not full,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
