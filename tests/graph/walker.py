"""Walks every field of the graph that somebody can reach, and notes what they were shown."""

import json
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)

from app.asgi import SCHEMA
from tests.services.shop import Client

GRAPH = SCHEMA.core
QUERY = GRAPH.query_type
DENIED = {"UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND"}
# How many places of a kind are gone on from, and how many of each are asked for by their ids.
PLACES_MOST, IDS_MOST = 2, 3

Path = tuple[str, ...]
Ids = Mapping[str, list[str]]


def is_plumbing(name: str) -> bool:
    """Who sees a list sees its rows: its machinery is not walked apart."""
    return name.endswith(("Connection", "Edge", "PageInfo"))


def objects(kind: GraphQLNamedType) -> list[GraphQLObjectType]:
    """The kinds of object that a field may answer with."""
    if isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
        return sorted(GRAPH.get_possible_types(kind), key=lambda each: each.name)
    assert isinstance(kind, GraphQLObjectType)
    return [kind]


def reached(root: GraphQLObjectType) -> dict[str, GraphQLObjectType]:
    """Every kind of object that fields lead to from a root, itself included."""
    found, waiting = {root.name: root}, deque([root])
    while waiting:
        for each in waiting.popleft().fields.values():
            target = get_named_type(each.type)
            for kind in [] if is_leaf_type(target) else objects(target):
                if kind.name not in found:
                    found[kind.name] = kind
                    waiting.append(kind)
    return found


@dataclass(frozen=True)
class Edge:
    """A field that leads to objects of a kind, written as it is asked for."""

    of: str
    name: str
    text: Path
    kind: GraphQLObjectType


@dataclass(frozen=True)
class Asking:
    """What is given to fields that need something: said of one, or the id of a kind."""

    said: Mapping[str, Mapping[str, str]]
    ids: Ids

    def leaves(self, kind: GraphQLObjectType) -> dict[str, str]:
        """The fields that lead nowhere, each as it is asked for."""
        return {
            name: text
            for name, found in kind.fields.items()
            if is_leaf_type(get_named_type(found.type))
            for text in self.texts(kind.name, name, found)[:1]
        }

    def edges(self, kind: GraphQLObjectType) -> Iterator[Edge]:
        """The fields that lead on."""
        for name, found in kind.fields.items():
            target = get_named_type(found.type)
            if is_leaf_type(target) or (is_plumbing(target.name) and name in {"edges", "pageInfo"}):
                continue
            if target.name == "Node":
                yield from self._by_id(kind.name, name)
                continue
            for text in self.texts(kind.name, name, found):
                yield from self._edges(kind.name, name, text, target)

    def _by_id(self, of: str, name: str) -> Iterator[Edge]:
        """An id is looked up as what it says it is of, and as nothing else."""
        for each in objects(GRAPH.type_map["Node"]):
            for row_id in self.ids.get(each.name, []):
                path = (_written(name, {"id": json.dumps(row_id)}), f"... on {each.name}")
                yield Edge(of, name, path, each)

    def texts(self, kind: str, name: str, found: GraphQLField) -> list[str]:
        """A field with what it needs, once for each id that it may be asked with."""
        given = {"first": "4"} if "first" in found.args else {}
        said = {**self.said["*"], **self.said.get(f"{kind}.{name}", {})}
        said = {arg: value for arg, value in said.items() if arg in found.args}
        given = {**({} if "last" in said else given), **said}
        needed = [arg for arg, of in found.args.items() if is_required_argument(of)]
        needed = [arg for arg in needed if arg not in given]
        if not needed:
            return [_written(name, given)]
        [arg] = needed
        of = get_named_type(found.type).name if arg == "id" else arg[:1].upper() + arg[1:-2]
        assert arg == "id" or arg.endswith("Id"), f"say with what {kind}.{name} is asked"
        return [_written(name, {**given, arg: json.dumps(each)}) for each in self.ids.get(of, [])]

    def _edges(self, of: str, name: str, text: str, target: GraphQLNamedType) -> Iterator[Edge]:
        path: Path = (text,)
        if target.name.endswith("Connection"):
            assert isinstance(target, GraphQLObjectType)
            target, path = get_named_type(target.fields["nodes"].type), (text, "nodes")
        several = not isinstance(target, GraphQLObjectType)
        for each in objects(target):
            yield Edge(of, name, (*path, f"... on {each.name}") if several else path, each)


def _written(name: str, given: Mapping[str, str]) -> str:
    said = ", ".join(f"{arg}: {value}" for arg, value in given.items())
    return f"{name}({said})" if said else name


def document(path: Path, inner: Iterable[str]) -> str:
    """What asks for fields at the end of a path."""
    opened = "".join(f"{step} {{ " for step in path)
    return f"{{ {opened}{' '.join(inner)}{' }' * len(path)} }}"


def steps(path: Path) -> list[str]:
    """The names of a path as an answer has them."""
    return [step.split("(")[0] for step in path if not step.startswith("...")]


def rows_at(data: object, path: Path) -> list[dict[str, Any]]:
    """Every object that stands at the end of a path."""
    found: list[Any] = [data]
    for name in steps(path):
        each = [row.get(name) for row in found if isinstance(row, dict)]
        found = [one for row in each for one in (row if isinstance(row, list) else [row])]
    return [row for row in found if isinstance(row, dict)]


@dataclass
class Walker:
    """One person's walk: which fields showed them something, and which turned them away."""

    client: Client
    asking: Asking
    shown: set[str] = field(default_factory=set)
    denied: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    ids: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    asked: int = 0

    async def walk(self, roots: Iterable[str]) -> None:
        """Go on through everything that these fields of Query lead to."""
        assert QUERY is not None
        wanted, places = set(roots), defaultdict[str, int](int)
        leaves = self.asking.leaves(QUERY)
        plain = {name: text for name, text in leaves.items() if name in wanted}
        if plain:
            await self._leaves("Query", (), plain)
        queue: deque[tuple[Edge, Path]] = deque(
            (edge, ()) for edge in self.asking.edges(QUERY) if edge.name in wanted
        )
        while queue:
            edge, path = queue.popleft()
            full = (*path, *edge.text)
            if not await self._stand(edge, full) or places[edge.kind.name] >= PLACES_MOST:
                continue
            places[edge.kind.name] += 1
            queue.extend((each, full) for each in self.asking.edges(edge.kind))

    async def _stand(self, edge: Edge, full: Path) -> bool:
        """Look at what a field leads to; tells whether there is anything."""
        leaves = {"__typename": "__typename", **self.asking.leaves(edge.kind)}
        rows = await self._leaves(edge.kind.name, full, leaves, edge=f"{edge.of}.{edge.name}")
        if rows:
            self.shown.add(f"{edge.of}.{edge.name}")
        kept = self.ids[edge.kind.name]
        for row in rows if "Node" in {each.name for each in edge.kind.interfaces} else []:
            if "id" in row and row["id"] not in kept and len(kept) < IDS_MOST:
                kept.append(row["id"])
        return bool(rows)

    async def _leaves(
        self, kind: str, path: Path, wanted: Mapping[str, str], *, edge: str = ""
    ) -> list[dict[str, Any]]:
        """Ask for fields that lead nowhere, without those that turn away; returns the rows."""
        left = dict(wanted)
        while True:
            answer = await self.client.raw(document(path, left.values()))
            self.asked += 1
            turned_away = self._errors(answer, kind, path, edge=edge)
            if not turned_away or "" in turned_away or not (left.keys() - turned_away):
                break
            left = {name: text for name, text in left.items() if name not in turned_away}
        rows = rows_at(answer.get("data"), path)
        rows = [row for row in rows if row.get("__typename", kind) == kind]
        for row in rows:
            found = {name for name, value in row.items() if value not in (None, [])}
            self.shown |= {f"{kind}.{name}" for name in found if name != "__typename"}
        return rows

    def _errors(self, answer: Any, kind: str, path: Path, *, edge: str) -> set[str]:
        """Note which fields turned somebody away; "" is the way there."""
        names, found = steps(path), set[str]()
        for error in answer.get("errors", ()):
            code = error["extensions"]["code"]
            # Some kinds of id are looked up nowhere, by nobody.
            assert code in DENIED or error["path"] == ["node"], (document(path, ["…"]), error)
            at = [step for step in error["path"] if isinstance(step, str)]
            name = at[len(names)] if len(at) > len(names) else ""
            self.denied[f"{kind}.{name}" if name else edge].add(code)
            found.add(name)
        return found
