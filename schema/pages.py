"""Long lists as clients see them: Relay connections with the nodes beside the edges."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

import strawberry

from resolvers.pages import Page

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


@strawberry.type(description="One page of a list.")
class Connection(Generic[T]):
    nodes: list[T] = strawberry.field(description="The rows of this page.")
    edges: list[Edge[T]] = strawberry.field(description="The rows with their places.")
    page_info: PageInfo = strawberry.field(description="What lies around this page.")


def connection(page: Page[Any], show: Callable[[Any], T]) -> Connection[T]:
    """Show a page of rows."""
    nodes = [show(row) for row in page.rows]
    return Connection(
        nodes=nodes,
        edges=[
            Edge(node=node, cursor=cursor) for node, cursor in zip(nodes, page.cursors, strict=True)
        ],
        page_info=PageInfo(
            has_next_page=page.has_next,
            has_previous_page=page.has_previous,
            start_cursor=page.cursors[0] if page.cursors else None,
            end_cursor=page.cursors[-1] if page.cursors else None,
        ),
    )
