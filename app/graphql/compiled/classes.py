"""Of which type is a value: by its class where that is enough, or as it was resolved."""

from typing import Any, Protocol, cast

from graphql import (
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    is_object_type,
)
from graphql.pyutils import inspect
from strawberry.schema.schema_converter import GraphQLCoreConverter
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.cast import get_strawberry_type_cast

from app.graphql.compiled.run import Run, Step, Trail
from app.graphql.compiled.waits import Complete

Abstract = GraphQLInterfaceType | GraphQLUnionType
LEARNED_CLASSES = 64  # of a place; more are completed the long way


class Maker(Protocol):
    """Makes an object from its source; what it calls is written when it is first needed."""

    function: Complete | None

    def __call__(self, source: Any, run: Run, trail: Trail, /) -> Any:
        """Return the object, or a coroutine of it."""
        ...


def learn(learned: dict[type, Complete], value: Any, make: Maker) -> None:
    """Keep that values of this class need no questions; a value cast to a type is its own case."""
    class_ = cast("Any", type(value))
    definition = getattr(class_, "__strawberry_definition__", None)
    if (
        isinstance(definition, StrawberryObjectDefinition)
        and definition.origin is class_
        and not definition.is_graphql_generic
        and definition.concrete_of is None
        and get_strawberry_type_cast(value) is None
    ):
        keep(learned, class_, make)


def keep(learned: dict[type, Complete], class_: Any, make: Maker) -> None:
    """Keep that values of this class need no questions, once it is known what makes them."""
    function = make.function
    if function and len(learned) < LEARNED_CLASSES and not issubclass(class_, Exception):
        learned[class_] = function


def judges_by_class(type_: GraphQLObjectType) -> bool:
    """Return whether an instance's class alone tells if it is one of this type."""
    definition = type_.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    return (
        isinstance(definition, StrawberryObjectDefinition)
        and cast("Any", definition).is_type_of is None
        and definition.concrete_of is None
        and not definition.is_graphql_generic
    )


def wrong_type(type_: Any, value: Any, run: Run, step: Step) -> GraphQLError:
    """Return the error for an object that is none of its type."""
    message = f"Expected value of type '{type_}' but got: {inspect(value)}."
    return GraphQLError(message, run.nodes(step))


def runtime_type(
    schema: GraphQLSchema, type_: Abstract, name: Any, step: Step, run: Run, value: Any
) -> GraphQLObjectType:
    """Return the type that an abstract one was resolved to.

    Raises:
        GraphQLError: it is no object type of the schema that could stand here.
    """
    where = f" for field '{step.parent}.{step.name}'"
    found = schema.get_type(name) if isinstance(name, str) else None
    must = f"Abstract type '{type_}' must resolve to an Object type at runtime{where}"
    if name is None:
        message = (
            f"{must}. Either the '{type_}' type should provide a 'resolve_type' function"
            " or each possible type should provide an 'is_type_of' function."
        )
    elif not isinstance(name, str):
        message = (
            f"{must} with value {inspect(value)}, received '{inspect(name)}',"
            " which is not a valid Object type name."
        )
    elif found is None:
        message = (
            f"Abstract type '{type_}' was resolved to a type '{name}'"
            " that does not exist inside the schema."
        )
    elif not is_object_type(found):
        message = f"Abstract type '{type_}' was resolved to a non-object type '{name}'."
    elif not schema.is_sub_type(type_, found):
        message = f"Runtime Object type '{found}' is not a possible type for '{type_}'."
    else:
        return found
    raise GraphQLError(message, run.nodes(step))
