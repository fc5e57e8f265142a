"""The project's own files, as the checks read them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("rules", "models", "actions", "resolvers", "schema", "subscriptions", "app")
BELOW_APP = ROOMS[:-1]

# Made by a program, or by somebody else.
_SKIPPED = {
    ".git",
    ".hypothesis",
    ".import_linter_cache",
    ".local",
    ".pytest_cache",
    ".ruff_cache",
    ".venv",
    "__pycache__",
    "dist",
    "generated",
    ".vitest",
    "artefacts",
    "node_modules",
}
# Written by the client's build, beside whoever uses them.
_GENERATED = (".gql.ts", "schema.d.ts")


@cache
def files() -> tuple[Path, ...]:
    """Every file a person of the project wrote, relative to the root."""
    return tuple(sorted(_walk(ROOT)))


def _walk(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir():
        if path.is_dir() and path.name not in _SKIPPED:
            yield from _walk(path)
        elif path.is_file() and not path.name.endswith(_GENERATED):
            yield path.relative_to(ROOT)


@cache
def modules(*rooms: str) -> tuple[tuple[Path, ast.Module], ...]:
    """The Python modules of these top folders, parsed."""
    return tuple(
        (path, ast.parse((ROOT / path).read_text()))
        for path in files()
        if path.parts[0] in rooms and path.suffix == ".py"
    )


def nodes(*rooms: str) -> Iterator[tuple[str, ast.AST]]:
    """Every node of these top folders, with the place to name when it offends."""
    for path, tree in modules(*rooms):
        for node in ast.walk(tree):
            yield f"{path}:{getattr(node, 'lineno', 0)}", node
