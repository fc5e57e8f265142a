"""Every benchmark runs; how fast is for quiet machines to say."""

import importlib

import pytest

from benchmarks.__main__ import NAMES
from benchmarks.figures import number, quantile
from benchmarks.ground import Ground
from benchmarks.report import write


@pytest.mark.parametrize("name", NAMES)
async def test_a_benchmark_finds_figures(name, database, tmp_path):
    told = []
    ground = Ground(database=database, folder=tmp_path, quick=True, tell=told.append)
    table = await importlib.import_module(f"benchmarks.{name}").run(ground)
    figures = [cell for row in table.rows for cell in row if not isinstance(cell, str)]
    assert len(table.rows) >= 2, "what is measured stands beside its reference"
    assert figures
    assert all(figure > 0 for figure in figures), table.rows
    assert {len(row) for row in table.rows} == {len(table.columns)}
    assert told
    write({"Date": "today"}, [table], tmp_path / "RESULTS.md")
    assert f"## {table.title}" in (tmp_path / "RESULTS.md").read_text()


def test_a_quantile_is_a_value_that_was_seen():
    assert quantile([3, 1, 2], 0.5) == 2
    assert quantile(range(1, 101), 0.99) == 99
    assert quantile([7], 0.99) == 7


def test_figures_have_the_digits_they_deserve():
    assert [number(figure) for figure in (0.123, 12.34, 1234.5)] == ["0.12", "12.3", "1,234"]
