"""Long lists as clients see them: Relay connections with the nodes beside the edges."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar, cast

import strawberry

from resolvers.pages import Page
from schema.showing import at, shows

T = TypeVar("T")


@strawberry.type(description="Where a page lies in its list.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether more lie after it.")
    has_previous_page: bool = strawberry.field(description="Whether more lie before it.")
    start_cursor: str | None = strawberry.field(description="The first row's cursor.")
    end_cursor: str | None = strawberry.field(description="The last row's cursor.")


@strawberry.type(description="A row with its place in the list.")
class Edge(Generic[T]):
    node: T = strawberry.field(description="The row.")
    cursor: str = strawberry.field(description="Its place, to be given to after or before.")


def _shown(found: Sequence[Any], show: Callable[[Any], Any]) -> list[Any]:
    return [show(row) for row in found]


def _edges(page: Page[Any], show: Callable[[Any], Any]) -> list[Edge[Any]]:
    pairs = zip(page.rows, page.cursors, strict=True)
    return [Edge(node=show(row), cursor=cursor) for row, cursor in pairs]


def _around(page: Page[Any]) -> PageInfo:
    return PageInfo(
        has_next_page=page.has_next,
        has_previous_page=page.has_previous,
        start_cursor=page.cursors[0] if page.cursors else None,
        end_cursor=page.cursors[-1] if page.cursors else None,
    )


@shows(
    nodes=at("page.rows", "show", says=_shown),
    edges=at("page", "show", says=_edges),
    page_info=at("page", says=_around),
)
@strawberry.type(description="One page of a list.")
class Connection(Generic[T]):
    page: strawberry.Private[Page[Any]]
    show: strawberry.Private[Callable[[Any], Any]]
    nodes: list[T] = strawberry.field(description="The rows of this page.")
    edges: list[Edge[T]] = strawberry.field(description="The rows with their places.")
    page_info: PageInfo = strawberry.field(description="What lies around this page.")


def connection(page: Page[Any], show: Callable[[Any], T]) -> Connection[T]:
    """Show a page of rows, each as ``show`` makes it."""
    shown = cast("Connection[T]", object.__new__(cast("type[Any]", Connection)))
    shown.page, shown.show = page, show
    return shown
