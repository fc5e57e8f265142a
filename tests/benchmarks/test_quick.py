"""Every benchmark runs; how fast is for quiet machines to say."""

import importlib
from xml.etree import ElementTree as ET

import pytest

from benchmarks.__main__ import NAMES
from benchmarks.figures import Bars, Table, number, quantile
from benchmarks.ground import Ground
from benchmarks.plots import svg
from benchmarks.report import sections, write


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
    write({"Date": "today"}, table, tmp_path / "RESULTS.md")
    written = (tmp_path / "RESULTS.md").read_text()
    assert f"## {table.title}\n\nMeasured on today." in written
    for plot in table.plots:
        assert f"(plots/{plot.name}.svg)" in written
        parsed((tmp_path / "plots" / f"{plot.name}.svg").read_text())


def parsed(drawn):
    return ET.fromstring(drawn)  # noqa: S314 - we wrote it ourselves


def table(title, figure):
    plot = Bars(name=title, title="so & so", series=("a", "b"), bars=[("us", [figure, None])])
    told = {"title": title, "means": "m", "limits": "l", "columns": ("what", "figure")}
    return Table(**told, rows=[("us", figure)], plots=(plot,))


def test_one_section_is_renewed_and_the_others_are_kept(tmp_path):
    path = tmp_path / "RESULTS.md"
    write({"Date": "Monday", "Disk": "slow"}, table("Two", 2.0), path)
    write({"Date": "Tuesday", "Disk": "slow"}, table("One", 1.0), path)
    before = sections(path.read_text())
    assert list(before) == ["One", "Two"]
    write({"Date": "Friday", "Disk": "fast"}, table("Two", 3.0), path)
    after = sections(path.read_text())
    assert after["One"] == before["One"]
    assert "Measured on Friday." in after["Two"]
    assert "3.00" in after["Two"]
    assert "2.00" not in path.read_text()
    assert path.read_text().count("Disk") == 1
    assert path.read_text().count("# What Kaituan achieves") == 1


def test_a_plot_says_every_figure_and_who_was_not_there():
    drawn = svg(Bars(name="n", title="t", series=("a",), bars=[("us", [7.0]), ("them", [None])]))
    texts = [node.text for node in parsed(drawn).iter() if node.text]
    assert {"t", "us", "7.00", "them", "not installed"} <= set(texts)


def test_a_quantile_is_a_value_that_was_seen():
    assert quantile([3, 1, 2], 0.5) == 2
    assert quantile(range(1, 101), 0.99) == 99
    assert quantile([7], 0.99) == 7


def test_figures_have_the_digits_they_deserve():
    assert [number(figure) for figure in (0.123, 12.34, 1234.5)] == ["0.12", "12.3", "1,234"]
