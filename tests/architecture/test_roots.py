"""No installed distribution may own one of our root names, and ours must win."""

import importlib.util
from importlib.metadata import packages_distributions

import pytest

from tests.architecture.sources import ROOMS, ROOT


@pytest.mark.parametrize("room", [*ROOMS, "tests"])
def test_a_room_is_ours(room):
    found = importlib.util.find_spec(room)
    assert found
    assert found.origin == str(ROOT / room / "__init__.py")
    assert room not in packages_distributions()
