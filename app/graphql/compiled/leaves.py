"""Which leaf values need no questions, and how the rest of the plain ones are written."""

from datetime import date, datetime, time
from decimal import Decimal
from operator import methodcaller
from typing import Any, NamedTuple
from uuid import UUID

from graphql import GraphQLBoolean, GraphQLEnumType, GraphQLID, GraphQLInt, GraphQLString, Undefined
from graphql.pyutils import inspect

INT_MOST = 2**31
PLAIN = frozenset({str, int, float, bool, datetime, date, time, Decimal, UUID})


class Short(NamedTuple):
    """A test of ``v`` that lets the short way be gone, what ``v`` becomes, and its names."""

    test: str
    value: str
    names: dict[str, Any]


def writing(type_: Any) -> Any:
    """Return what writes a leaf, or raises TypeError for what cannot be written."""
    coerce = type_.coerce_output_value

    def write(value: Any) -> Any:
        coerced = coerce(value)
        if coerced is None or coerced is Undefined:
            message = (
                f"Expected `{inspect(type_)}.coerce_output_value({inspect(value)})`"
                f" to return non-nullable value, returned: {inspect(coerced)}"
            )
            raise TypeError(message)
        return coerced

    return write


def short(type_: Any, mark: str) -> Short:
    """Return the short way of a leaf type; ``mark`` keeps its names apart from others."""
    if type_ is GraphQLString or type_ is GraphQLID:
        return Short("type(v) is str", "v", {})
    if type_ is GraphQLBoolean:
        return Short("v is True or v is False", "v", {})
    if type_ is GraphQLInt:
        return Short(f"type(v) is int and -{INT_MOST} <= v < {INT_MOST}", "v", {})
    if isinstance(type_, GraphQLEnumType):
        return _short_enum(type_, mark)
    coerce = type_.coerce_output_value
    # What the interpreter itself writes of a plain value is text: nobody need look at it.
    is_text = coerce is str or type(coerce) is methodcaller
    names = {f"PLAIN{mark}": PLAIN, f"written{mark}": coerce if is_text else writing(type_)}
    return Short(f"type(v) in PLAIN{mark}", f"written{mark}(v)", names)


def _short_enum(type_: GraphQLEnumType, mark: str) -> Short:
    class_: Any = getattr(type_, "wrapped_cls", None)
    members = list(class_) if class_ is not None else []
    told = {member: type_.coerce_output_value(member) for member in members}
    names = {f"MEMBERS{mark}": told, f"Member{mark}": class_ or Short}
    return Short(f"type(v) is Member{mark}", f"MEMBERS{mark}[v]", names)
