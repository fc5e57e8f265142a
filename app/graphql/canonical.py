"""When do two operations ask the same: when one way of writing them down is equal."""

import json
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from graphql import (
    ArgumentNode,
    BooleanValueNode,
    DirectiveNode,
    DocumentNode,
    EnumValueNode,
    FieldNode,
    FloatValueNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    NullValueNode,
    ObjectFieldNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    StringValueNode,
    ValueNode,
    VariableNode,
)


@dataclass(frozen=True, slots=True)
class Canonical:
    """An operation in the one form of all that ask the same.

    ``variables`` and ``fragments`` are the names that those of the document have in it, of
    those it uses: whatever else was sent selects nothing.
    """

    text: str
    variables: Mapping[str, str]
    fragments: Mapping[str, str]


def canonical(
    document: DocumentNode, operation: OperationDefinitionNode, *, without: str | None = None
) -> Canonical:
    """Return one operation of a valid document in its canonical form.

    White space, comments, what is not used, the order of arguments, the names of
    fragments and variables and how a string is quoted make no difference. The order
    of fields does: it is the order of the answer. Nor is anything taken for equal that only
    an execution could tell. The argument ``without`` of the operation's own fields is
    left out, with what only it uses.

    Raises:
        RecursionError: it is nested deeper than this can follow.
    """
    return _Scribe(document, without).written(operation)


@dataclass(slots=True)
class _Scribe:
    document: DocumentNode
    without: str | None
    variables: dict[str, str] = field(default_factory=dict[str, str])
    fragments: dict[str, str] = field(default_factory=dict[str, str])

    def written(self, operation: OperationDefinitionNode) -> Canonical:
        defined = {
            each.name.value: each
            for each in self.document.definitions
            if isinstance(each, FragmentDefinitionNode)
        }
        parts = [
            operation.operation.value,
            self._directives(operation.directives),
            self._selected(operation.selection_set, own=True),
        ]
        done = 0
        # Whoever spreads a fragment names it; it is written once, behind what was there before.
        while done < len(self.fragments):
            name = list(self.fragments)[done]
            parts.append(self._fragment(defined[name]))
            done += 1
        return Canonical("".join(parts), self.variables, self.fragments)

    def _fragment(self, node: FragmentDefinitionNode) -> str:
        on, tied = node.type_condition.name.value, self._directives(node.directives)
        return f"|{on}{tied}{self._selected(node.selection_set)}"

    def _selected(self, node: SelectionSetNode | None, *, own: bool = False) -> str:
        if node is None:
            return ""
        return "{" + " ".join([self._selection(each, own=own) for each in node.selections]) + "}"

    def _selection(self, node: object, *, own: bool) -> str:
        if isinstance(node, FieldNode):
            return self._field(node, self.without if own else None)
        if isinstance(node, FragmentSpreadNode):
            name = self.fragments.setdefault(node.name.value, str(len(self.fragments)))
            return f"...{name}{self._directives(node.directives)}"
        assert isinstance(node, InlineFragmentNode)
        on = f" {node.type_condition.name.value}" if node.type_condition else ""
        return f"...{on}{self._directives(node.directives)}{self._selected(node.selection_set)}"

    def _field(self, node: FieldNode, without: str | None) -> str:
        name = node.name.value
        alias = node.alias.value if node.alias else name
        given = [each for each in node.arguments or () if each.name.value != without]
        shown = name if alias == name else f"{alias}:{name}"
        tied = self._arguments(given) + self._directives(node.directives)
        return shown + tied + self._selected(node.selection_set)

    def _directives(self, nodes: Iterable[DirectiveNode] | None) -> str:
        return "".join(
            f"@{each.name.value}{self._arguments(each.arguments or ())}" for each in nodes or ()
        )

    def _arguments(self, nodes: Sequence[ArgumentNode]) -> str:
        return f"({self._named(nodes)})" if nodes else ""

    def _named(self, nodes: Iterable[ArgumentNode | ObjectFieldNode]) -> str:
        # In order before anything is written: variables are named by their first use.
        ordered = sorted(nodes, key=lambda each: each.name.value)
        return ",".join([f"{each.name.value}:{self._value(each.value)}" for each in ordered])

    def _value(self, node: ValueNode) -> str:
        return _WRITERS[type(node)](self, node)

    def variable(self, node: VariableNode) -> str:
        name = node.name.value
        return "$" + self.variables.setdefault(name, str(len(self.variables)))

    def several(self, node: ListValueNode) -> str:
        return "[" + ",".join([self._value(each) for each in node.values]) + "]"

    def parts(self, node: ObjectValueNode) -> str:
        return "{" + self._named(node.fields) + "}"


# Each function is given what its type says, which no type can say of a table.
_WRITERS: Mapping[type[ValueNode], Callable[[_Scribe, Any], str]] = {
    VariableNode: _Scribe.variable,
    ListValueNode: _Scribe.several,
    ObjectValueNode: _Scribe.parts,
    StringValueNode: lambda _, node: json.dumps(node.value),
    IntValueNode: lambda _, node: node.value,
    FloatValueNode: lambda _, node: node.value,
    BooleanValueNode: lambda _, node: "true" if node.value else "false",
    EnumValueNode: lambda _, node: node.value,
    NullValueNode: lambda _, __: "null",
}


def frozen(value: object) -> Hashable:
    """Return a value of a coerced variable as part of a key: equal only where it is the same.

    Raises:
        TypeError: it cannot be compared by what it holds.
    """
    if isinstance(value, dict):
        parts = cast("dict[str, object]", value)
        return "{}", tuple([(name, frozen(parts[name])) for name in sorted(parts)])
    if isinstance(value, list | tuple):
        return "[]", tuple([frozen(each) for each in cast("Sequence[object]", value)])
    hash(value)
    # True is 1 to Python, and 1.0 as well.
    return type(value), cast("Hashable", value)
