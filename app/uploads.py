"""Where pictures come in, and where they are shown once they are published."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final
from uuid import UUID

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from actions.pictures import keep_picture
from app.door import viewer_of
from models.reports import Picture
from resolvers.after_sales import may_see_picture
from resolvers.context import Viewer
from resolvers.conversations import hears
from rules.faults import NotSignedIn
from rules.people import Role
from rules.pictures import (
    BYTES_MOST,
    CONFIDENTIAL,
    NobodyAsked,
    NotAPicture,
    PictureRefused,
    PictureTooLarge,
    PictureUse,
    TooManyPictures,
    cleaned,
)
from schema.node import global_id
from schema.reports import picture_address

UPLOADS: Final = "/pictures"
_SECONDS_MOST: Final = 30
# As much is read and thrown away before a refusal: closing on unread bytes would take the
# answer back from a client that is still sending.
_LINGER_BYTES: Final = 1_048_576
_FOR_EVER: Final = "public, max-age=31536000, immutable"
# A picture opened by itself is a document of our origin: it may load and run nothing.
_SAFE: Final = MappingProxyType(
    {"content-security-policy": "default-src 'none'", "x-content-type-options": "nosniff"}
)
_REFUSED: Final[Mapping[type[PictureRefused], tuple[int, str, str]]] = MappingProxyType(
    {
        NotAPicture: (415, "NOT_A_PICTURE", "请上传 JPEG 或 PNG 图片。/ Send a JPEG or a PNG."),
        PictureTooLarge: (
            413,
            "PICTURE_TOO_LARGE",
            "图片不超过 2 MiB，边长 16 至 8192 像素。/ At most 2 MiB and 8,192 pixels a side.",
        ),
        NobodyAsked: (
            403,
            "NOBODY_ASKED",
            "没有等待图片的事项。/ Nothing of yours waits for such a picture.",
        ),
        TooManyPictures: (
            429,
            "TOO_MANY_PICTURES",
            "等待使用的图片已有 20 张，一天后清除。/ Twenty of your pictures wait already.",
        ),
    }
)


def upload_routes(now: Callable[[], datetime]) -> list[BaseRoute]:
    """Return the door for pictures and where they are seen.

    ``POST /pictures?for=`` takes one JPEG or PNG as its body for what is named in
    small letters (unsaid, a report), and answers 201 with its id, or says why not:
    400, 401, 403, 408, 413, 415 or 429. Until what it is for is published, only who
    sent it can see it; what is sent for an application operators alone see, too, what
    is in a message the two sides of its conversation, and what is in an after-sale
    both of its sides and operators.
    """

    async def take(request: Request) -> Response:
        viewer = await _asking(request, now())
        try:
            body = await _body(request, kept=viewer is not None)
            if viewer is None:
                return _said(401, "UNAUTHENTICATED", NotSignedIn().message)
            use = _use(request)
            if use is None:
                return _said(400, "BAD_INPUT", "不知道这张图片的用途。/ It is for nothing known.")
            picture = cleaned(body)
            row = await keep_picture(picture, person_id=viewer.id, use=use, now=now())
        except PictureRefused as refused:
            return _said(*_REFUSED[type(refused)])
        except (TimeoutError, ClientDisconnect):
            return _said(408, "TIMEOUT", "上传超时，请重试。/ It took too long; try again.")
        return JSONResponse(
            {"id": global_id("Picture", row.id), "address": picture_address(str(row.id))}, 201
        )

    async def show(request: Request) -> Response:
        return await _shown(request.path_params["picture_id"], await _asking(request, now()))

    return [
        Route(UPLOADS, take, methods=["POST"]),
        Route("/pictures/{picture_id:uuid}", show),
    ]


async def _asking(request: Request, now: datetime) -> Viewer | None:
    try:
        return await viewer_of(request, now=now)
    except NotSignedIn:
        return None


def _use(request: Request) -> PictureUse | None:
    named = request.query_params.get("for", PictureUse.REPORT.lower())
    return next((use for use in PictureUse if use.lower() == named), None)


async def _body(request: Request, *, kept: bool) -> bytes:
    """Return what is sent, or nothing of it where it is not to be ``kept``.

    Raises:
        PictureTooLarge: it goes on where a picture would be over.
    """
    body, read = bytearray(), 0
    async with asyncio.timeout(_SECONDS_MOST):
        async for chunk in request.stream():
            read += len(chunk)
            if kept and read <= BYTES_MOST:
                body += chunk
            elif read > BYTES_MOST + _LINGER_BYTES:
                break
    if read > BYTES_MOST:
        raise PictureTooLarge
    return bytes(body)


async def _shown(picture_id: UUID, viewer: Viewer | None) -> Response:
    row = await Picture.get_or_none(id=picture_id)
    mine = row is not None and viewer is not None and viewer.id == row.person_id
    public = row is not None and _is_public(row)
    operator = viewer is not None and viewer.person.role is Role.OPERATOR
    audited = operator and row is not None and row.use in CONFIDENTIAL
    if row is None or not (public or mine or audited or await _is_told(row, viewer)):
        return Response(status_code=404, headers={"cache-control": "no-store"})
    cache = _FOR_EVER if public else "private, no-store"
    headers = {**_SAFE, "content-type": row.media_type, "cache-control": cache}
    return Response(row.content, headers=headers)


def _is_public(row: Picture) -> bool:
    kept = row.report_id is not None or row.kept_id is not None
    return kept and row.use not in CONFIDENTIAL and row.use is not PictureUse.MESSAGE


async def _is_told(row: Picture, viewer: Viewer | None) -> bool:
    """Tell whether it is a part of what the viewer is a side of."""
    if viewer is None or row.kept_id is None:
        return False
    if row.use is PictureUse.AFTER_SALE:
        return await may_see_picture(viewer.id, viewer.person.role, row.kept_id)
    return row.use is PictureUse.MESSAGE and await hears(viewer.id, row.kept_id)


def _said(status: int, code: str, message: str) -> Response:
    return JSONResponse({"code": code, "message": message}, status)
