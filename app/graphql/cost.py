"""What does an operation cost: objects to be fetched, known before any is fetched."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLArgument,
    GraphQLCompositeType,
    GraphQLField,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    NullValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    Undefined,
    ValueNode,
    VariableNode,
    get_named_type,
    is_composite_type,
    is_leaf_type,
)

from app.graphql.errors import BadRequest
from app.graphql.limits import MOST, Limits

PAGE_ARGUMENTS = ("first", "last")
PAGED_LISTS = frozenset({"nodes", "edges"})
UNDECLARED_BOUND = 10
MUTATION_WEIGHT = 10
INTROSPECTION_WEIGHT = 200


@dataclass(frozen=True, slots=True)
class Declared:
    """What ``@cost(weight:, bound:)`` says on a field, where it says anything."""

    weight: int | None = None
    bound: int | None = None

    @classmethod
    def on(cls, definition: GraphQLField) -> "Declared":
        """Return what the field declares; the directive is known by its name alone."""
        # Strawberry keeps its own field under this key, without a type.
        strawberry_field: Any = definition.extensions.get("strawberry-definition")
        for directive in getattr(strawberry_field, "directives", None) or ():
            if type(directive).__name__.lower() == "cost":
                return cls(getattr(directive, "weight", None), getattr(directive, "bound", None))
        return cls()


@dataclass(slots=True)
class Estimate:
    """Counts one operation; every fragment is counted once for each size of page around it."""

    schema: GraphQLSchema
    document: DocumentNode
    variables: Mapping[str, Any]
    limits: Limits
    page_variables: set[str] = field(default_factory=set[str])
    fragments: dict[str, FragmentDefinitionNode] = field(init=False)
    counted: dict[tuple[str, int | None], int] = field(
        default_factory=dict[tuple[str, int | None], int]
    )
    defaults: dict[str, ValueNode] = field(default_factory=dict[str, ValueNode])

    def __post_init__(self) -> None:
        self.fragments = {
            definition.name.value: definition
            for definition in self.document.definitions
            if isinstance(definition, FragmentDefinitionNode)
        }

    def cost(self, operation: OperationDefinitionNode) -> int:
        """Return the points of ``operation``, at most a thousand million.

        Raises:
            BadRequest: a page is larger than allowed, or its size is missing.
        """
        self.defaults = {
            variable.variable.name.value: variable.default_value
            for variable in operation.variable_definitions or ()
            if variable.default_value
        }
        root = self.schema.get_root_type(operation.operation)
        return self._selection(root, operation.selection_set, None) if root else 0

    def _selection(
        self, parent: GraphQLNamedType, selections: SelectionSetNode | None, page: int | None
    ) -> int:
        total = 0
        for node in selections.selections if selections else ():
            if isinstance(node, FieldNode):
                total += self._field(parent, node, page)
            elif isinstance(node, InlineFragmentNode):
                condition = node.type_condition
                inner = self.schema.get_type(condition.name.value) if condition else parent
                total += self._selection(inner or parent, node.selection_set, page)
            elif isinstance(node, FragmentSpreadNode):
                total += self._fragment(node.name.value, page)
        return min(total, MOST)

    def _fragment(self, name: str, page: int | None) -> int:
        key = (name, page)
        if key not in self.counted:
            self.counted[key] = 0  # a circle costs nothing; validation names it
            fragment = self.fragments.get(name)
            on = fragment and self.schema.get_type(fragment.type_condition.name.value)
            if fragment and on:
                self.counted[key] = self._selection(on, fragment.selection_set, page)
        return self.counted[key]

    def _field(self, parent: GraphQLNamedType, node: FieldNode, page: int | None) -> int:
        name = node.name.value
        if name in {"__schema", "__type"}:
            return INTROSPECTION_WEIGHT
        definition = _definition(self.schema, parent, name)
        if definition is None:
            return 0
        declared = Declared.on(definition)
        kind = cast("Any", definition).type  # generic in what nobody names
        inner = cast("GraphQLNamedType", get_named_type(kind))
        own_page = self._page(definition, node)
        weight = declared.weight
        if weight is None:
            weight = self._usual_weight(parent, inner)
        levels = _list_levels(kind)
        child = weight + self._selection(inner, node.selection_set, None if levels else own_page)
        if not levels or is_leaf_type(inner):
            return child
        inherited = page if name in PAGED_LISTS else None
        size = own_page or inherited or declared.bound or UNDECLARED_BOUND
        return min(child * min(size**levels, MOST), MOST)

    def _usual_weight(self, parent: GraphQLNamedType, inner: GraphQLNamedType) -> int:
        if parent is self.schema.mutation_type:
            return MUTATION_WEIGHT
        return 0 if is_leaf_type(inner) else 1

    def _page(self, definition: GraphQLField, node: FieldNode) -> int | None:
        """Return how many items the field may answer with, None where it has no pages."""
        offered = [name for name in PAGE_ARGUMENTS if name in definition.args]
        if not offered:
            return None
        given = {argument.name.value: argument for argument in node.arguments or ()}
        sizes = [
            size
            for name in offered
            if (size := self._size(name, given.get(name), definition.args[name])) is not None
        ]
        if not sizes:
            wanted = " or ".join(offered)
            raise BadRequest(
                f"{node.name.value} needs {wanted}: a page of how many?", field="first"
            )
        return max(sizes)

    def _size(
        self, name: str, given: ArgumentNode | None, definition: GraphQLArgument
    ) -> int | None:
        size = self._number(given.value) if given else None
        if size is None:
            size = _default(definition)
        if size is not None and not 0 <= size <= self.limits.page:
            message = f"{name} must be between 0 and {self.limits.page}."
            raise BadRequest(message, field=name)
        return size

    def _number(self, value: ValueNode) -> int | None:
        if isinstance(value, VariableNode):
            name = value.name.value
            self.page_variables.add(name)
            if name in self.variables:
                sent = self.variables[name]
                # What is no number is named by the coercion of variables, later.
                return sent if isinstance(sent, int) else None if sent is None else 0
            default = self.defaults.get(name)
            return self._number(default) if default else None
        if isinstance(value, NullValueNode):
            return None
        # Longer literals than this are no 32-bit numbers; counting digits costs nothing.
        literal = value.value if isinstance(value, IntValueNode) else ""
        return int(literal or 0) if len(literal) <= len("-2147483648") else MOST


def _default(definition: GraphQLArgument) -> int | None:
    if definition.default is not None:
        value = definition.default.value
        return value if isinstance(value, int) else None
    value = definition.default_value
    return value if value is not Undefined and isinstance(value, int) else None


def _definition(schema: GraphQLSchema, parent: GraphQLNamedType, name: str) -> GraphQLField | None:
    if not is_composite_type(parent):
        return None
    composite: GraphQLCompositeType = parent
    return schema.get_field(composite, name)


def _list_levels(kind: Any) -> int:
    """Return how many lists lie around what ``kind`` is made of, a type of graphql-core."""
    levels = 0
    while isinstance(kind, GraphQLList | GraphQLNonNull):
        levels += isinstance(kind, GraphQLList)
        kind = cast("Any", kind).of_type
    return levels
