"""The project speaks of itself alone, and names things by what they are."""

import ast
import re

from tests.architecture.sources import ROOMS, ROOT, files, nodes

EMPTY_WORDS = {"manager", "helper", "util", "service", "base", "data"}
TEXTS = {
    ".css", ".graphql", ".html", ".in", ".js", ".json", ".md", ".mjs", ".npmrc", ".py", ".sh",
    ".sql", ".toml", ".ts", ".txt", ".vue", ".yaml", ".yml",
}  # fmt: skip
BY_NAME = {"Makefile", "run", ".npmrc", ".gitignore"}
MACHINE_PATH = re.compile(r"(^|[^\w.$}])/(work|farm|root)/", re.MULTILINE)
# Put together here, so that this file passes its own check.
HOSTS = [".".join(name) for name in (
    ("registry", "npmjs"), ("registry", "npmmirror"), ("pypi", "org"), ("files", "pythonhosted"),
    ("deb", "debian"), ("proxy", "golang"),
)]  # fmt: skip


def texts():
    for path in files():
        if path.suffix in TEXTS or path.name in BY_NAME:
            yield path, (ROOT / path).read_text()


def words_of(name):
    return {word.lower().removesuffix("s") for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", name)}


def test_no_name_says_nothing():
    modules = {str(path): path.stem for path in files() if path.parts[0] in ROOMS}
    classes = {place: node.name for place, node in nodes(*ROOMS) if isinstance(node, ast.ClassDef)}
    empty = [
        f"{place} {name}"
        for place, name in (modules | classes).items()
        if words_of(name) & EMPTY_WORDS
    ]
    assert not empty, "\n".join(["", *empty])


def test_no_path_of_a_machine():
    assert [str(path) for path, text in texts() if MACHINE_PATH.search(text)] == []


def test_no_host_of_a_registry():
    assert [f"{path}: {host}" for path, text in texts() for host in HOSTS if host in text] == []
