"""Ways to break a plan, each of which must be noticed."""

from collections.abc import Callable
from typing import Any

import pytest
from graphql import ExecutionResult

from app.graphql.compiled import leaves, values
from app.graphql.compiled.run import Asked, Run
from app.graphql.compiled.selections import ALWAYS, Place, Selections


def nulls_stay_where_they_are(broken: pytest.MonkeyPatch) -> None:
    fail_at = Run.fail_at

    def failed(self: Run, raw: Any, step: Any, trail: Any, *, is_non_null: bool) -> None:
        fail_at(self, raw, step, trail, is_non_null=False)

    broken.setattr(Run, "fail_at", failed)


def errors_come_in_another_order(broken: pytest.MonkeyPatch) -> None:
    def result(self: Run, data: Any) -> ExecutionResult:
        return ExecutionResult(data, self.errors[::-1] or None)

    broken.setattr(Run, "result", result)


def errors_below_a_null_are_told(broken: pytest.MonkeyPatch) -> None:
    def note(self: Run, error: Any, keys: Any = ()) -> None:
        self.errors.append(error)

    broken.setattr(Run, "note", note)


def paths_lack_their_last_step(broken: pytest.MonkeyPatch) -> None:
    fail_at = Run.fail_at

    def failed(self: Run, raw: Any, step: Any, trail: Any, *, is_non_null: bool) -> None:
        above = trail[0] if trail[0] is not None else trail
        fail_at(self, raw, step, above, is_non_null=is_non_null)

    broken.setattr(Run, "fail_at", failed)


def errors_name_one_place_of_several(broken: pytest.MonkeyPatch) -> None:
    nodes = Run.nodes
    broken.setattr(Run, "nodes", lambda self, step: nodes(self, step)[:1])


def merged_fields_are_lost(broken: pytest.MonkeyPatch) -> None:
    sources: Any = Place.sources
    broken.setattr(Place, "sources", property(lambda self: sources.fget(self)[:1]))


def directives_are_overlooked(broken: pytest.MonkeyPatch) -> None:
    broken.setattr(Selections, "condition_of", lambda *_: ALWAYS)


def keys_come_in_another_order(broken: pytest.MonkeyPatch) -> None:
    places = Selections.places
    broken.setattr(Selections, "places", lambda *told: iter([*places(*told)][::-1]))


def arguments_of_another_request(broken: pytest.MonkeyPatch) -> None:
    given, kept = Run.given, dict[Any, Any]()

    def remembered(self: Run, step: Any) -> Any:
        if step not in kept:
            kept[step] = given(self, step)
        return kept[step]

    broken.setattr(Run, "given", remembered)


def any_object_will_do(broken: pytest.MonkeyPatch) -> None:
    def first(schema: Any, type_: Any, *_: Any) -> Any:
        return schema.get_possible_types(type_)[0]

    broken.setattr(values, "runtime_type", first)


def leaves_are_not_looked_at(broken: pytest.MonkeyPatch) -> None:
    short = leaves.short

    def careless(type_: Any, mark: str) -> Any:
        return short(type_, mark)._replace(test="True", value="v")

    broken.setattr("app.graphql.compiled.source.short", careless)


def resolvers_are_told_of_another_place(broken: pytest.MonkeyPatch) -> None:
    path: Any = Asked.path
    broken.setattr(Asked, "path", property(lambda self: path.fget(self).prev or path.fget(self)))


SABOTAGES: tuple[Callable[[pytest.MonkeyPatch], None], ...] = (
    nulls_stay_where_they_are,
    errors_come_in_another_order,
    errors_below_a_null_are_told,
    paths_lack_their_last_step,
    errors_name_one_place_of_several,
    merged_fields_are_lost,
    directives_are_overlooked,
    keys_come_in_another_order,
    arguments_of_another_request,
    any_object_will_do,
    leaves_are_not_looked_at,
    resolvers_are_told_of_another_place,
)
