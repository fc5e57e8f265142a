"""How is any value completed: exactly as graphql-core does it, whatever a resolver returned."""

from typing import Any, Protocol, cast

from graphql import (
    GraphQLError,
    GraphQLObjectType,
    GraphQLSchema,
    Undefined,
    is_abstract_type,
    is_leaf_type,
    is_object_type,
    located_error,
)
from strawberry.execution import optimized_is_awaitable
from strawberry.schema.schema_converter import GraphQLCoreConverter

from app.graphql.compiled.classes import (
    Abstract,
    Maker,
    judges_by_class,
    keep,
    learn,
    runtime_type,
    wrong_type,
)
from app.graphql.compiled.core import (
    COROUTINE,
    default_type_resolver,
    is_async_iterable,
    is_iterable,
    is_list_type,
    is_non_null,
)
from app.graphql.compiled.leaves import writing
from app.graphql.compiled.run import Asked, Run, Step, Trail
from app.graphql.compiled.waits import (
    Complete,
    awaited,
    awaited_item,
    finished,
    finished_item,
    in_time,
    listed,
)


class Makers(Protocol):
    """Where the functions are found that make objects and lists."""

    schema: GraphQLSchema

    def maker(self, type_: GraphQLObjectType, step: Step) -> Maker:
        """Return what makes an object of this type as ``step`` selects it."""
        ...

    def list_maker(self, type_: Any, step: Step) -> Complete:
        """Return what makes this list from something that can be iterated."""
        ...

    def learned(self, type_: Any, step: Step) -> dict[type, Complete]:
        """Return what makes an answer of an instance of a class, for the classes met so far."""
        ...


def long_way(makers: Makers, step: Step) -> Complete:
    """Return what completes whatever a resolver may return, for the field of ``step``."""
    complete = completion(makers, step.type, step)

    def whole(value: Any, run: Run, trail: Trail) -> Any:
        if optimized_is_awaitable(value):
            return awaited(value, run, trail, step, complete)
        completed = complete(value, run, trail)
        if type(completed) is COROUTINE:
            return finished(completed, run, trail, step)
        return completed

    return whole


def long_way_of_item(makers: Makers, type_: Any, step: Step) -> Complete:
    """Return what completes whatever a list of ``type_`` may hold."""
    complete = completion(makers, type_, step)
    strict = is_non_null(type_)

    def whole(value: Any, run: Run, trail: Trail) -> Any:
        if optimized_is_awaitable(value):
            return awaited_item(value, run, trail, step, complete, strict)
        completed = complete(value, run, trail)
        if type(completed) is COROUTINE:
            return finished_item(completed, run, trail, step, strict)
        return completed

    return whole


def completion(makers: Makers, type_: Any, step: Step) -> Complete:
    """Return what completes a value that is not awaited, as one of ``type_``."""
    if is_non_null(type_):
        return _non_null(completion(makers, type_.of_type, step), step)
    if is_list_type(type_):
        inner = _list(makers, type_, step)
    elif is_leaf_type(type_):
        inner = _leaf(type_)
    elif is_abstract_type(type_):
        inner = _abstract(makers, type_, step)
    else:
        assert is_object_type(type_)
        inner = _object(makers, type_, step)

    def complete(value: Any, run: Run, trail: Trail) -> Any:
        if isinstance(value, Exception):
            raise value
        return None if value is None or value is Undefined else inner(value, run, trail)

    return complete


def _non_null(inner: Complete, step: Step) -> Complete:
    message = f"Cannot return null for non-nullable field {step.parent}.{step.name}."

    def complete(value: Any, run: Run, trail: Trail) -> Any:
        completed = inner(value, run, trail)
        if completed is None:
            raise TypeError(message)
        return completed

    return complete


def _leaf(type_: Any) -> Complete:
    write = writing(type_)
    return lambda value, _run, _trail: write(value)


def _list(makers: Makers, type_: Any, step: Step) -> Complete:
    make = makers.list_maker(type_, step)
    whole_item = long_way_of_item(makers, type_.of_type, step)
    strict = is_non_null(type_.of_type)

    def item_of(made: list[Any], item: Any, run: Run, trail: Trail) -> bool:
        try:
            completed = whole_item(item, run, trail)
        except Exception as error:  # noqa: BLE001 - whatever a resolver raises is told
            completed = run.fail_at(error, step, trail, is_non_null=strict)
        made.append(completed)
        return type(completed) is COROUTINE

    def complete(value: Any, run: Run, trail: Trail) -> Any:
        if type(value) is list:
            return make(cast("Any", value), run, trail)
        if is_async_iterable(value):

            def whole(error: Exception) -> Exception:
                keys = Asked(run, step, trail).path.as_list()
                return located_error(error, run.nodes(step), keys)

            return listed(value, run, trail, item_of, whole)
        if not is_iterable(value):
            raise GraphQLError(
                f"Expected Iterable, but did not find one for field '{step.parent}.{step.name}'."
            )
        return make(value, run, trail)

    return complete


def _object(makers: Makers, type_: GraphQLObjectType, step: Step) -> Complete:
    make = makers.maker(type_, step)
    learned = makers.learned(type_, step)
    judge: Any = type_.is_type_of
    is_learnable = judges_by_class(type_)

    def complete(value: Any, run: Run, trail: Trail) -> Any:
        known = learned.get(cast("Any", type(value)))
        if known is not None:
            return known(value, run, trail)
        if judge is None:
            keep(learned, type(value), make)
            return make(value, run, trail)
        verdict: Any = judge(value, Asked(run, step, trail))
        if optimized_is_awaitable(verdict):
            return _judged(verdict, value, run, trail, step, type_, make)
        if not verdict:
            raise wrong_type(type_, value, run, step)
        if is_learnable:
            learn(learned, value, make)
        return make(value, run, trail)

    return complete


async def _judged(
    verdict: Any,
    value: Any,
    run: Run,
    trail: Trail,
    step: Step,
    type_: GraphQLObjectType,
    make: Maker,
) -> Any:
    if not await in_time(verdict, run):
        raise wrong_type(type_, value, run, step)
    made = make(value, run, trail)
    return await made if type(made) is COROUTINE else made


def _abstract(makers: Makers, type_: Abstract, step: Step) -> Complete:
    resolve: Any = type_.resolve_type or default_type_resolver
    learned = makers.learned(type_, step)
    possible = makers.schema.get_possible_types(type_)
    definition = type_.extensions.get(GraphQLCoreConverter.DEFINITION_BACKREF)
    is_learnable = all(judges_by_class(one) for one in possible) and not getattr(
        definition, "resolve_type", None
    )
    known: dict[str, tuple[Complete, Maker]] = {}

    def found(name: Any, value: Any, run: Run) -> tuple[Complete, Maker]:
        if not isinstance(name, str) or name not in known:
            runtime = runtime_type(makers.schema, type_, name, step, run, value)
            known[name] = (_object(makers, runtime, step), makers.maker(runtime, step))
        return known[name]

    async def complete_later(promise: Any, value: Any, run: Run, trail: Trail) -> Any:
        complete, _ = found(await in_time(promise, run), value, run)
        made = complete(value, run, trail)
        return await made if type(made) is COROUTINE else made

    def complete(value: Any, run: Run, trail: Trail) -> Any:
        name: Any = resolve(value, Asked(run, step, trail), type_)
        if optimized_is_awaitable(name):
            return complete_later(name, value, run, trail)
        inner, make = found(name, value, run)
        made = inner(value, run, trail)
        if is_learnable:
            learn(learned, value, make)
        return made

    return complete
