"""How rows asked for one by one are read in one statement: by a key, or by their parent."""

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar
from uuid import UUID

from tortoise.models import Model

from models.db import read
from models.shapes import ALL, Columns

M = TypeVar("M", bound=Model)
K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


@dataclass(slots=True, eq=False)
class Batch(Generic[K, T]):
    """The keys of one statement, and who waits for one of them or for all."""

    keys: dict[K, None] = field(default_factory=dict[K, None])
    ones: list[tuple[K, asyncio.Future[T]]] = field(
        default_factory=list[tuple[K, asyncio.Future[T]]]
    )
    all: list[asyncio.Future[None]] = field(default_factory=list[asyncio.Future[None]])
    reading: asyncio.Task[None] | None = None  # the event loop alone would let it be collected

    def told(self, loaded: dict[K, T]) -> None:
        """Answer everybody who still waits."""
        for key, one in self.ones:
            if not one.done():
                one.set_result(loaded[key])
        for each in self.all:
            if not each.done():
                each.set_result(None)

    def failed(self, error: BaseException) -> None:
        """Tell everybody who still waits what went wrong."""
        for waiting in (*(one for _, one in self.ones), *self.all):
            if not waiting.done():
                waiting.set_exception(error)


class Loader(Generic[K, T]):
    """Reads what is asked for before the event loop has turned twice, each key once.

    Everybody who asks waits on a future of their own: who gives up waiting takes the answer
    from nobody. It lives as long as an operation, which bounds what it keeps.
    """

    def __init__(self, load: Callable[[Sequence[K]], Awaitable[Sequence[T]]]) -> None:
        self._load = load
        self._loaded: dict[K, T] = {}
        self._loading: dict[K, Batch[K, T]] = {}
        self._open: Batch[K, T] | None = None

    def load(self, key: K) -> Awaitable[T]:
        """Return what belongs to a key, once for everybody who asks."""
        one: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        if key in self._loaded:
            one.set_result(self._loaded[key])
        else:
            self._batch(key).ones.append((key, one))
        return one

    def load_many(self, keys: Sequence[K]) -> Awaitable[list[T]]:
        """Return what belongs to each key, in their order, waited for once."""
        batches = {id(each): each for each in self._batches(self._missing(keys))}
        waits: list[asyncio.Future[None]] = []
        for batch in batches.values():
            waits.append(asyncio.get_running_loop().create_future())
            batch.all.append(waits[-1])
        return self._gathered(keys, waits)

    def prime(self, key: K, value: T) -> None:
        """Answer a key with this from now on, whatever was known of it."""
        self._loaded[key] = value

    async def _gathered(self, keys: Sequence[K], waits: list[asyncio.Future[None]]) -> list[T]:
        for wait in waits:
            await wait
        return [self._loaded[key] for key in keys]

    def _missing(self, keys: Sequence[K]) -> list[K]:
        return [key for key in keys if key not in self._loaded]

    def _batches(self, keys: Sequence[K]) -> Iterable[Batch[K, T]]:
        """Return the batches that these keys are read in, which mostly is one."""
        if not keys or self._loading:
            return map(self._batch, keys)
        batch = self._batch(keys[0])
        batch.keys.update(dict.fromkeys(keys))
        self._loading.update(dict.fromkeys(keys, batch))
        return (batch,)

    def _batch(self, key: K) -> Batch[K, T]:
        """Return the batch that a key is read in."""
        batch = self._loading.get(key)
        if batch is None:
            batch = self._open
            if batch is None:
                batch = self._open = Batch[K, T]()
                asyncio.get_running_loop().call_soon(self._begin, batch)
            batch.keys[key] = None
            self._loading[key] = batch
        return batch

    def _begin(self, batch: Batch[K, T]) -> None:
        batch.reading = asyncio.get_running_loop().create_task(self._read(batch))

    async def _read(self, batch: Batch[K, T]) -> None:
        self._open = None
        keys = list(batch.keys)
        try:
            # What was told meanwhile of a key is newer than what is read of it now.
            found = dict(zip(keys, await self._load(keys), strict=True))
            self._loaded = found | self._loaded
        except BaseException as error:
            batch.failed(error)
            if not isinstance(error, Exception):
                raise
        else:
            batch.told(self._loaded)
        finally:
            for key in keys:
                self._loading.pop(key, None)


Load = Callable[[Sequence[K]], Awaitable[Sequence[T]]]
LoadColumns = Callable[[Sequence[K], Columns], Awaitable[Sequence[T]]]


class Loaded(Generic[K, T]):
    """Gives a set its loader when something is first asked of it: an operation uses few of all.

    Kept under its own name, which is found before this is asked a second time.
    """

    def __init__(self, load: Load[K, T] | None = None, of: LoadColumns[K, T] | None = None) -> None:
        self._load, self._of = load, of

    def __set_name__(self, _: type, name: str) -> None:
        self._name = name

    def __get__(self, loaders: "Columned", _: type | None = None) -> Loader[K, T]:
        made = vars(loaders)[self._name] = Loader[K, T](self._loading(loaders.columns))
        return made

    def _loading(self, columns: Columns) -> Load[K, T]:
        if self._of:
            of = self._of
            return lambda keys: of(keys, columns)
        assert self._load
        return self._load


class Columned:
    """A set of loaders, and the columns that all who use it will look at."""

    columns: Columns = ALL


def besides(columns: Columns, model: type[Model], *names: str) -> frozenset[str] | None:
    """Return which columns of a table to read where these are needed too; None for all."""
    asked = columns.get(model)
    return None if asked is None else asked.union(names)


def by_key(model: type[M], column: str = "id") -> Loaded[Any, M | None]:
    """Return a loader of one row by a unique column, None where there is none."""
    clauses = f'WHERE t."{column}" = ANY($1)'

    async def load(keys: Sequence[Any], columns: Columns) -> list[M | None]:
        found = await read(model, clauses, keys, names=besides(columns, model, column))
        rows_by_key = {getattr(row, column): row for row in found}
        return [rows_by_key.get(key) for key in keys]

    return Loaded(of=load)


def by_parent(model: type[M], column: str, *order: str, **only: None) -> Loaded[UUID, list[M]]:
    """Return a loader of the rows that belong to a parent, few by the nature of the thing.

    ``only`` are columns that must be empty; a minus turns a column's order.
    """
    empty = "".join(f' AND t."{name}" IS NULL' for name in only)
    sorts = ", ".join(f't."{by.removeprefix("-")}"{" DESC" * by.startswith("-")}' for by in order)
    clauses = f'WHERE t."{column}" = ANY($1){empty} ORDER BY {sorts}'

    async def load(parents: Sequence[UUID], columns: Columns) -> list[list[M]]:
        found: defaultdict[UUID, list[M]] = defaultdict(list)
        names = besides(columns, model, column)
        for row in await read(model, clauses, parents, names=names):
            found[getattr(row, column)].append(row)
        return [found[parent] for parent in parents]

    return Loaded(of=load)
