"""Documents over a schema, written by chance: valid, but for what only execution can tell."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
)

from tests.differential.chance import Chance
from tests.differential.given import Values, Variables
from tests.differential.shapes import overlap, overlapping

VARIABLE = re.compile(r"\$(\w+)")
SPREAD = re.compile(r"\.\.\.(\w+)(?<!\.\.\.on)\b")


@dataclass(frozen=True)
class Question:
    """One operation to be run, and the document it stands in."""

    text: str
    variables: Mapping[str, Any]
    name: str | None
    kind: str
    met: frozenset[str]
    used: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Size:
    """How large documents become."""

    fields: int = 30
    depth: int = 5
    wide: int = 5


@dataclass
class Fragment:
    name: str
    on: GraphQLNamedType
    text: str


@dataclass
class Writer:
    """Writes one document; what a response name stands for is decided once for all of it."""

    schema: GraphQLSchema
    chance: Chance
    size: Size = Size()
    ids: tuple[str, ...] = ()
    wild: bool = True
    roots: frozenset[str] | None = None
    fragments: list[Fragment] = field(default_factory=list)
    names: dict[str, tuple[str, ...]] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)
    left: int = 0

    def question(self, kind: str = "query") -> Question:
        """A document, and which of its operations is meant."""
        self.left = self.size.fields
        self.values = Variables(self.chance, self.ids, wild=self.wild, met=self.met)
        several = kind != "subscription" and self.chance.happens(6)
        bodies = [self._root(kind) for _ in range(2 if several else 1)]
        if several:
            self.met.add("several operations")
        elif self.chance.happens(3):
            return self._one(kind, bodies[0], "" if kind == "query" else " ")
        names = ["One", "Two"][: len(bodies)]
        meant = self.chance.below(len(bodies))
        told = names[meant] if several or self.chance.happens(2) else None
        if several and self.chance.happens(4):
            told = self.chance.pick((None, "Three"))
            self.met.add("operation nobody knows")
        parts = [
            self._operation(kind, name, body) for name, body in zip(names, bodies, strict=True)
        ]
        return self._done(kind, parts, bodies[meant], told)

    def _one(self, kind: str, body: str, space: str) -> Question:
        if self._used(body):
            return self._done(kind, [self._operation(kind, "", body)], body, None)
        return self._done(kind, [f"{'' if kind == 'query' else kind}{space}{body}"], body, None)

    def _done(self, kind: str, parts: list[str], body: str, told: str | None) -> Question:
        spread = self._spread("".join(parts))
        written = [
            f"fragment {each.name} on {each.on.name} {each.text}"
            for each in self.fragments
            if each.name in spread
        ]
        text = "\n".join([*parts, *written])
        if self.chance.happens(8):
            text = "\n".join([*written, *parts])
        used = frozenset(self._used(body))
        return Question(text, self.values.sent(used), told, kind, frozenset(self.met), used)

    def again(self, question: Question) -> Question:
        """The same operation with other variables."""
        return replace(question, variables=self.values.sent(question.used))

    def _operation(self, kind: str, name: str, body: str) -> str:
        used = self._used(body)
        said = [f"${each}: {kept}" for each, kept in self.values.declared.items() if each in used]
        declared = f"({', '.join(said)})" if said else ""
        return f"{kind} {name}{declared} {body}"

    def _spread(self, text: str) -> set[str]:
        """The fragments a text needs, those that its fragments need included."""
        found, waiting = set[str](), set(SPREAD.findall(text)) - {"on"}
        while waiting:
            name = waiting.pop()
            found.add(name)
            inner = next(each.text for each in self.fragments if each.name == name)
            waiting |= set(SPREAD.findall(inner)) - found - {"on"}
        return found

    def _used(self, body: str) -> set[str]:
        spread = self._spread(body)
        texts = [body, *(each.text for each in self.fragments if each.name in spread)]
        return {name for text in texts for name in VARIABLE.findall(text)}

    # -- what is selected ----------------------------------------------------------------

    def _root(self, kind: str) -> str:
        root = getattr(self.schema, f"{kind}_type")
        if kind == "subscription":
            name = self.chance.pick(list(root.fields))
            written = self._field(root, name, root.fields[name], 1, directives=False)
            return f"{{ {written} }}"
        return self._selection(root, 0)

    def _selection(self, on: GraphQLNamedType, depth: int) -> str:
        """A selection set on a type: never empty, never deeper than is allowed."""
        parts: list[str] = []
        for _ in range(1 + self.chance.below(self.size.wide)):
            part = self._part(on, depth, parts)
            if part:
                parts.append(part)
            if self.left <= 0:
                break
        return f"{{ {' '.join(parts or ['__typename'])} }}"

    def _part(self, on: GraphQLNamedType, depth: int, before: list[str]) -> str:
        chance = self.chance
        fields: dict[str, GraphQLField] = getattr(on, "fields", {})
        abstract = not isinstance(on, GraphQLObjectType)
        if chance.happens(14) or (not fields and chance.happens(8)):
            self.met.add("__typename")
            return self._alias("__typename", "", "String!") + self._directives()
        if not fields or chance.happens(2 if abstract else 6):
            return self._fragment(on, depth)
        if before and chance.happens(9):
            self.met.add("the same twice")
            return chance.pick(before)
        names = list(fields)
        if depth == 0 and self.roots is not None:
            names = [name for name in names if name in self.roots]
        name = chance.pick(names)
        if depth >= self.size.depth or self.left < 4:
            leaves = [each for each in names if is_leaf_type(get_named_type(fields[each].type))]
            if not leaves:
                return "__typename"
            name = chance.pick(leaves)
        return self._field(on, name, fields[name], depth)

    def _field(
        self,
        on: GraphQLNamedType,
        name: str,
        found: GraphQLField,
        depth: int,
        *,
        directives: bool = True,
    ) -> str:
        self.left -= 1
        inner = get_named_type(found.type)
        given = Values(self.values).arguments(found.args)
        leaf = is_leaf_type(inner)
        written = self._alias(name, given, str(found.type) if leaf else _wrapping(found))
        written += self._directives() if directives else ""
        return written if leaf else f"{written} {self._selection(inner, depth + 1)}"

    def _alias(self, name: str, given: str, kind: str) -> str:
        """A field under a name that means the same wherever the document uses it."""
        meaning = (name, given, kind)
        for answer in (name, f"{name}_a", f"{name}_b"):
            if answer == name and self.chance.happens(8):
                continue
            if self.names.setdefault(answer, meaning) == meaning:
                break
        else:
            answer = f"{name}_{len(self.names)}"
            self.names[answer] = meaning
        if answer == name:
            return f"{name}{given}"
        self.met.add("alias")
        return f"{answer}: {name}{given}"

    def _directives(self) -> str:
        if not self.chance.happens(9):
            return ""
        named = self.chance.pick(("@skip", "@include", "both"))
        self.met.add(named)
        if named == "both":
            return f" @skip(if: {self.values.flag()}) @include(if: {self.values.flag()})"
        return f" {named}(if: {self.values.flag()})"

    # -- fragments -----------------------------------------------------------------------

    def _fragment(self, on: GraphQLNamedType, depth: int) -> str:
        kept = [each for each in self.fragments if overlap(self.schema, on, each.on)]
        if kept and self.chance.happens(3):
            self.met.add("a fragment used again")
            return f"...{self.chance.pick(kept).name}{self._directives()}"
        if depth > self.size.depth:
            return ""
        if self.chance.happens(6):
            self.met.add("fragment on nothing")
            return f"...{self._directives()} {self._selection(on, depth)}"
        inside = self.chance.pick(overlapping(self.schema, on))
        self._note(on, inside)
        if self.chance.happens(2):
            return f"... on {inside.name}{self._directives()} {self._selection(inside, depth)}"
        text = self._selection(inside, depth)
        name = f"F{len(self.fragments)}"
        self.met.add("fragment in a fragment" if SPREAD.search(text) else "named fragment")
        self.fragments.append(Fragment(name, inside, text))
        return f"...{name}{self._directives()}"

    def _note(self, on: GraphQLNamedType, inside: GraphQLNamedType) -> None:
        if isinstance(inside, GraphQLInterfaceType):
            self.met.add("fragment on an interface")
        if isinstance(inside, GraphQLUnionType):
            self.met.add("fragment on a union")
        if isinstance(on, GraphQLUnionType) and isinstance(inside, GraphQLObjectType):
            self.met.add("member of a union")


def _wrapping(found: GraphQLField) -> str:
    """How a composite type is wrapped: what two fields of one name must agree on."""
    return str(found.type).replace(get_named_type(found.type).name, "_")
