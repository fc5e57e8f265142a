"""Where a link in a letter leads, for who will have no more of its kind; nobody signs in for it."""

import html
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from actions.mailboxes import unsubscribe
from app.errands.mail import Post
from rules.notices import NoticeGroup

_ASKED = "不再接收这类邮件？/ No more mail of this kind?"
_DONE = "好的，不会再发这类邮件了。/ Done: no more mail of this kind."
_WRONG = "链接无效。/ This link is not one of ours."


def mail_routes(post: Post, now: Callable[[], datetime]) -> list[BaseRoute]:
    """Return the door of unsubscribing links.

    ``GET`` asks and changes nothing, since mail programs look at links by themselves;
    ``POST`` to the same address does it, from the page or from a mail program's button.
    """

    async def door(request: Request) -> Response:
        meant = _meant(post, request)
        if meant is None:
            return _page(_WRONG, status=403)
        if request.method != "POST":
            return _page(_ASKED, form=str(request.url.query))
        person_id, group = meant
        await unsubscribe(person_id=person_id, group=group, now=now())
        return _page(_DONE)

    return [Route("/mail/unsubscribe", door, methods=["GET", "POST"])]


def _meant(post: Post, request: Request) -> tuple[UUID, NoticeGroup] | None:
    asked = request.query_params
    try:
        person_id, group = UUID(asked.get("p", "")), NoticeGroup(asked.get("g", ""))
    except ValueError:
        return None
    return (person_id, group) if post.is_signed(person_id, group, asked.get("s", "")) else None


def _page(said: str, *, status: int = 200, form: str | None = None) -> Response:
    button = (
        f'<form method="post" action="/mail/unsubscribe?{html.escape(form)}">'
        '<button type="submit">退订 / Unsubscribe</button></form>'
        if form is not None
        else ""
    )
    text = (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="robots" content="noindex"><title>开团</title></head>'
        f"<body><main><h1>{html.escape(said)}</h1>{button}</main></body></html>"
    )
    return HTMLResponse(text, status_code=status, headers={"cache-control": "no-store"})
