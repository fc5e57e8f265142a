"""How a row becomes the object that the ORM would have made of it, without its detours."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar, cast

from tortoise import fields
from tortoise.fields.data import CharEnumFieldInstance
from tortoise.models import Model

M = TypeVar("M", bound=Model)

# Which columns of a table are asked for; of a table that is not in it, all but the heavy ones.
Columns = Mapping[type[Model], frozenset[str]]
ALL: Columns = {}
MOST_SHAPES = 1024  # clients choose what they select: shapes are many, and only so many are kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape(Generic[M]):
    """Which columns of a table are read, and what their values become.

    ``built`` returns the object of one row, given its values in the order of the columns.
    """

    model: type[M]
    names: tuple[str, ...]
    built: Callable[[Sequence[Any]], M]

    def listed(self, *, of: str, prefix: str = "") -> str:
        """Return the columns as they are selected from a table, ``prefix`` before each name."""
        return ", ".join(f'{of}."{name}" AS "{prefix}{name}"' for name in self.names)


def shape(model: type[M], *, whole: bool = True, names: frozenset[str] | None = None) -> Shape[M]:
    """Return the shape of a table's rows; unless ``whole``, without what its model calls heavy.

    With ``names`` it has these columns and the key alone. A row that misses a column fails at
    whoever asks it for that column, and refuses to be saved: it never passes for an empty one.
    """
    # Cast because what is cached forgets whose shape it is.
    return cast("Shape[M]", _shape(model, whole, names))


@lru_cache(MOST_SHAPES)
def _shape(
    model: type[Model],
    whole: bool,  # noqa: FBT001 - a key of the cache
    wanted: frozenset[str] | None,
) -> Shape[Model]:
    known: Any = cast("Any", model)._meta  # noqa: SLF001 - what Tortoise knows of a table is there
    heavy: Sequence[str] = () if whole else getattr(model, "heavy", ())
    names = tuple(
        name
        for name in known.fields_db_projection
        if name not in heavy and (wanted is None or name in wanted or name == known.pk_attr)
    )
    # What the ORM notes on what it read.
    marks = {
        "_partial": bool(heavy) or wanted is not None,
        "_saved_in_db": True,
        "_custom_generated_pk": known.db_pk_column not in known.generated_db_fields,
    }
    conversions = [_conversion(known.fields_map[name]) for name in names]
    return Shape(model=model, names=names, built=_builder(model, names, conversions, marks))


def _builder(
    model: type[M],
    names: Sequence[str],
    conversions: Sequence[Callable[[Any], Any] | None],
    marks: Mapping[str, bool],
) -> Callable[[Sequence[Any]], M]:
    """Return a function written for this shape; to go through its columns takes twice as long."""
    held = [
        f"{name!r}: {f'become[{n}](values[{n}])' if conversion else f'values[{n}]'}"
        for n, (name, conversion) in enumerate(zip(names, conversions, strict=True))
    ]
    held += [f"{name!r}: {value!r}" for name, value in marks.items()]
    # All at once: an assignment to a model looks through its relations each time.
    code = f"""
def built(values):
    row = new(model)
    put(row, "__dict__", {{{", ".join(held)}, "_await_when_save": {{}}}})
    return row
"""
    known: dict[str, Any] = {"new": object.__new__, "put": object.__setattr__}
    known |= {"model": model, "become": conversions}
    exec(code, known)  # noqa: S102 - written from the names of our own columns
    return known.pop("built")  # it would hold itself


def _conversion(field: Any) -> Callable[[Any], Any] | None:
    """Return what becomes of a column's values; None where the driver gives what is wanted."""
    if isinstance(field, CharEnumFieldInstance):
        members: dict[Any, Any] = {each.value: each for each in cast("Any", field).enum_type}
        # A value that is no member fails here, as it would in the enumeration.
        return {**members, **({None: None} if field.null else {})}.__getitem__
    if isinstance(field, fields.JSONField):
        return cast("Any", field).to_python_value
    driven = (
        fields.UUIDField,
        fields.TextField,
        fields.CharField,
        fields.IntField,
        fields.SmallIntField,
        fields.BigIntField,
        fields.BooleanField,
        fields.BinaryField,
        # The server's clock is set to UTC, and so is the driver's answer.
        fields.DatetimeField,
        fields.DateField,
    )
    return None if isinstance(field, driven) else field.to_python_value
