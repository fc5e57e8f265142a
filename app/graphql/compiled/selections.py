"""Which fields are selected where, and on which conditions that only a request can tell."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from graphql import (
    BooleanValueNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    is_abstract_type,
)

ALWAYS = 0
NEVER = 1

Term: TypeAlias = tuple[str | int, ...]
Sources: TypeAlias = tuple[tuple[SelectionSetNode, int], ...]
Nodes: TypeAlias = tuple[tuple[FieldNode, int], ...]


class Conditions:
    """Numbered conditions over Boolean variables; equal ones have one number."""

    def __init__(self) -> None:
        self.terms: list[Term] = [("always",), ("never",)]
        self.numbers: dict[Term, int] = {}

    def _numbered(self, *term: str | int) -> int:
        number = self.numbers.get(term)
        if number is None:
            number = self.numbers[term] = len(self.terms)
            self.terms.append(term)
        return number

    def variable(self, name: str) -> int:
        """Return the condition that this variable is true."""
        return self._numbered("is", name)

    def negation(self, one: int) -> int:
        """Return the condition that ``one`` does not hold."""
        if one in {ALWAYS, NEVER}:
            return NEVER if one == ALWAYS else ALWAYS
        kind, *rest = self.terms[one]
        return int(rest[0]) if kind == "not" else self._numbered("not", one)

    def both(self, one: int, other: int) -> int:
        """Return the condition that both hold."""
        if NEVER in {one, other} or one == self.negation(other):
            return NEVER
        if one in {ALWAYS, other}:
            return other
        return one if other == ALWAYS else self._numbered("and", one, other)

    def either(self, one: int, other: int) -> int:
        """Return the condition that one of them holds."""
        return self.negation(self.both(self.negation(one), self.negation(other)))

    def holds(self, number: int, known: dict[int, bool], variables: Mapping[str, object]) -> bool:
        """Return whether a condition holds with these variables, and keep that in ``known``."""
        found = known.get(number)
        if found is not None:
            return found
        match self.terms[number]:
            case ("is", name):
                found = variables[str(name)] is True
            case ("not", int(one)):
                found = not self.holds(one, known, variables)
            case ("and", int(one), int(other)):
                found = self.holds(one, known, variables) and self.holds(other, known, variables)
            case _:
                found = number == ALWAYS
        known[number] = found
        return found


@dataclass(frozen=True, slots=True)
class Place:
    """One place in an answer: its key, when it is made here, and the nodes that ask for it."""

    key: str
    guard: int
    nodes: Nodes

    @property
    def node(self) -> FieldNode:
        """Return the node whose name and arguments count; all that are merged agree on them."""
        return self.nodes[0][0]

    @property
    def sources(self) -> Sources:
        """Return what is selected below this place."""
        if len(self.nodes) == 1:
            only = self.nodes[0][0].selection_set
            return ((only, ALWAYS),) if only else ()
        return tuple(
            (node.selection_set, condition) for node, condition in self.nodes if node.selection_set
        )


class Selections:
    """Collects the fields of selections, merged as the specification merges them."""

    def __init__(
        self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode]
    ) -> None:
        self.schema = schema
        self.fragments = fragments
        self.conditions = Conditions()

    def places(self, type_: GraphQLObjectType, sources: Sources) -> Iterator[Place]:
        """Yield the places of an object of this type, in the order of its answer.

        A key whose first node is conditional has several places, of which at most one is made:
        where the answer has the key depends on which of its nodes is the first.
        """
        found: list[tuple[FieldNode, int]] = []
        visited: dict[str, int] = {}
        for selection_set, condition in sources:
            found.extend(self._visited(type_, selection_set, condition, visited))
        grouped: dict[str, list[tuple[FieldNode, int]]] = {}
        for node, condition in found:
            grouped.setdefault(_key(node), []).append((node, condition))
        made: dict[str, int] = {}
        for node, condition in found:
            key = _key(node)
            before = made.get(key, NEVER)
            guard = self.conditions.both(condition, self.conditions.negation(before))
            made[key] = self.conditions.either(before, condition)
            if guard != NEVER:
                yield Place(key, guard, tuple(grouped[key]))

    def _visited(
        self,
        type_: GraphQLObjectType,
        selection_set: SelectionSetNode,
        condition: int,
        visited: dict[str, int],
    ) -> Iterator[tuple[FieldNode, int]]:
        conditions = self.conditions
        for selection in selection_set.selections:
            here = conditions.both(condition, self.condition_of(selection))
            if here == NEVER:
                continue
            if isinstance(selection, FieldNode):
                yield selection, here
            elif isinstance(selection, InlineFragmentNode):
                if self._fits(selection, type_):
                    yield from self._visited(type_, selection.selection_set, here, visited)
            elif isinstance(selection, FragmentSpreadNode):
                name = selection.name.value
                fragment = self.fragments[name]
                if not self._fits(fragment, type_):
                    continue
                before = visited.get(name, NEVER)
                visited[name] = conditions.either(before, here)
                first = conditions.both(here, conditions.negation(before))
                if first != NEVER:
                    yield from self._visited(type_, fragment.selection_set, first, visited)

    def condition_of(self, selection: SelectionNode) -> int:
        """Return on which condition a selection is made, by its own directives alone."""
        condition = ALWAYS
        for directive in selection.directives or ():
            if directive.name.value not in {"skip", "include"}:
                continue
            arguments = list(directive.arguments or ())
            value = arguments[0].value
            if isinstance(value, VariableNode):
                told = self.conditions.variable(value.name.value)
            else:
                assert isinstance(value, BooleanValueNode)
                told = ALWAYS if value.value else NEVER
            if directive.name.value == "skip":
                told = self.conditions.negation(told)
            condition = self.conditions.both(condition, told)
        return condition

    def _fits(
        self, fragment: InlineFragmentNode | FragmentDefinitionNode, type_: GraphQLObjectType
    ) -> bool:
        condition = fragment.type_condition
        if condition is None:
            return True
        wanted = self.schema.get_type(condition.name.value)
        if wanted is type_:
            return True
        return is_abstract_type(wanted) and self.schema.is_sub_type(wanted, type_)


def variables_of(fragments: Iterable[SelectionSetNode]) -> frozenset[str]:
    """Return the variables that decide what is selected anywhere in these selections."""
    names: set[str] = set()
    left = list(fragments)
    while left:
        for selection in left.pop().selections:
            for directive in selection.directives or ():
                names.update(
                    argument.value.name.value
                    for argument in directive.arguments or ()
                    if isinstance(argument.value, VariableNode)
                )
            below = getattr(selection, "selection_set", None)
            if isinstance(below, SelectionSetNode):
                left.append(below)
    return frozenset(names)


def _key(node: FieldNode) -> str:
    return node.alias.value if node.alias else node.name.value
