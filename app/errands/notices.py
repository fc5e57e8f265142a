"""Where the payment provider tells us what happened."""

import logging

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from app.errands.payments import Errands
from app.errands.provider import ForgedNotification, ProviderUnavailable
from models.failpoints import failpoint

log = logging.getLogger(__name__)


def notice_route(errands: Errands) -> Route:
    """Return the route a provider notifies: 204 only once what it told is committed.

    401 for what it did not sign just now or nobody can read, 422 for what it signed and
    cannot mean, 5xx for our own fault: nothing is written then, and it comes again.
    """

    async def heard(request: Request) -> Response:
        try:
            body = await request.body()
        except ClientDisconnect:
            return Response(status_code=400)  # it left in the middle of a word, and comes again
        try:
            notification = errands.provider.opened(request.headers, body)
        except ForgedNotification as forged:
            log.warning("refused a notification: %s", forged)
            return Response(status_code=401)
        failpoint("notice.verified")
        try:
            await errands.hear(notification)
        except ProviderUnavailable as unclear:
            log.warning("a notification cannot be meant: %s", unclear)
            return Response(status_code=422)
        except TimeoutError:
            log.warning("too busy for a notification, which comes again")
            return Response(status_code=503)
        failpoint("notice.committed")
        return Response(status_code=204)

    return Route("/payments/notify", heard, methods=["POST"])
