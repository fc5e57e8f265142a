"""Where the payment provider tells us what happened."""

import logging

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from app.errands.payments import Errands
from app.errands.provider import ForgedNotification, ProviderUnavailable

log = logging.getLogger(__name__)


def notice_route(errands: Errands) -> Route:
    """Return the route a provider notifies: 204 only once what it told is committed."""

    async def heard(request: Request) -> Response:
        body = await request.body()
        try:
            notification = errands.provider.opened(request.headers, body)
        except ForgedNotification as forged:
            log.warning("refused a notification: %s", forged)
            return Response(status_code=401)
        try:
            await errands.hear(notification)
        except ProviderUnavailable as unclear:
            log.warning("a notification cannot be meant: %s", unclear)
            return Response(status_code=422)
        return Response(status_code=204)

    return Route("/payments/notify", heard, methods=["POST"])
