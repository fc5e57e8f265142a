"""How large may an operation be: counted on the document alone, in time linear to its length."""

from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from app.graphql.errors import BadRequest

LEVELS = 20  # deeper than this only circles go, and introspection, which has a limit of its own
MOST = 1_000_000_000  # sums stop here, so that a bomb of fragments makes no giant numbers


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one operation may hold; docs/limits.md tells clients the same."""

    tokens: int = 1_000
    depth: int = 8
    aliases: int = 15
    directives: int = 50
    merges: int = 5_000
    page: int = 100
    cost: int = 1_000
    resolver_seconds: float = 5.0
    operation_seconds: float = 10.0


@dataclass(slots=True)
class Shape:
    """What a selection holds once its fragments are spread."""

    depth: int = 0
    aliases: int = 0
    directives: int = 0

    def absorb(self, other: "Shape", *, levels: int = 0) -> None:
        """Count ``other`` in, ``levels`` below this one."""
        self.depth = max(self.depth, other.depth + levels)
        self.aliases = min(self.aliases + other.aliases, MOST)
        self.directives = min(self.directives + other.directives, MOST)


@dataclass(slots=True)
class Survey:
    """Measures a document that nobody has validated: names may lead nowhere or in circles."""

    document: DocumentNode
    fragments: dict[str, FragmentDefinitionNode] = field(init=False)
    measured: dict[str, Shape] = field(default_factory=dict[str, Shape])

    def __post_init__(self) -> None:
        self.fragments = {
            definition.name.value: definition
            for definition in self.document.definitions
            if isinstance(definition, FragmentDefinitionNode)
        }

    def shape(self) -> Shape:
        """Return the sum over the document's operations, and the depth of the deepest."""
        total = Shape()
        for definition in self.document.definitions:
            if isinstance(definition, OperationDefinitionNode):
                total.directives += len(definition.directives or ())
                total.absorb(self._selection(definition.selection_set))
        return total

    def _selection(self, selections: SelectionSetNode | None) -> Shape:
        total = Shape()
        for node in selections.selections if selections else ():
            total.directives += len(node.directives or ())
            if isinstance(node, FieldNode):
                total.aliases += node.alias is not None
                # Introspection has a depth limit of its own among the standard rules.
                if node.selection_set and not node.name.value.startswith("__"):
                    total.absorb(self._selection(node.selection_set), levels=1)
            elif isinstance(node, InlineFragmentNode):
                total.absorb(self._selection(node.selection_set))
            elif isinstance(node, FragmentSpreadNode):
                total.absorb(self._fragment(node.name.value))
        return total

    def _fragment(self, name: str) -> Shape:
        known = self.measured.get(name)
        if known is None:
            # A circle counts as nothing here; validation names it afterwards.
            self.measured[name] = Shape()
            fragment = self.fragments.get(name)
            known = self._selection(fragment.selection_set) if fragment else Shape()
            self.measured[name] = known
        return known


@dataclass(slots=True)
class Merging:
    """Counts the comparisons that merging fields of one name will take, up to a limit.

    Validation compares such fields pair by pair, and a thousand tokens hold
    enough of them to block a process for half a second.
    """

    survey: Survey
    limit: int
    work: int = 0

    def exceeds(self) -> bool:
        """Return whether there are more than ``limit`` of them."""
        waiting = [
            ([definition.selection_set], LEVELS)
            for definition in self.survey.document.definitions
            if isinstance(definition, OperationDefinitionNode | FragmentDefinitionNode)
        ]
        while waiting and self.work <= self.limit:
            merged, levels = waiting.pop()
            for fields in self._by_name(merged).values():
                self.work += len(fields) * (len(fields) - 1) // 2
                inner = [field.selection_set for field in fields if field.selection_set]
                if inner and levels:
                    waiting.append((inner, levels - 1))
        return self.work > self.limit

    def _by_name(self, merged: list[SelectionSetNode]) -> dict[str, list[FieldNode]]:
        """Return the fields that ``merged`` selection sets hold together, spread once each."""
        found: dict[str, list[FieldNode]] = {}
        stack, spread = list(merged), set[str]()
        while stack and self.work <= self.limit:
            for node in stack.pop().selections:
                self.work += 1
                if isinstance(node, FieldNode):
                    found.setdefault((node.alias or node.name).value, []).append(node)
                elif isinstance(node, InlineFragmentNode):
                    stack.append(node.selection_set)
                elif isinstance(node, FragmentSpreadNode) and node.name.value not in spread:
                    spread.add(node.name.value)
                    fragment = self.survey.fragments.get(node.name.value)
                    stack.extend([fragment.selection_set] if fragment else [])
        return found


def exceeded(document: DocumentNode, limits: Limits) -> list[BadRequest]:
    """Return an error for each limit that the document's form alone exceeds."""
    survey = Survey(document)
    shape = survey.shape()
    counted = (
        ("levels", shape.depth, limits.depth),
        ("aliases", shape.aliases, limits.aliases),
        ("directives", shape.directives, limits.directives),
    )
    errors = [
        BadRequest(f"Too many {what}: one operation may have {most}.")
        for what, count, most in counted
        if count > most
    ]
    if not errors and Merging(survey, limits.merges).exceeds():
        errors.append(BadRequest("Too many fields of the same name are to be merged."))
    return errors
