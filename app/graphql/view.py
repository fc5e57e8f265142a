"""How does GraphQL travel: JSON over HTTP, server-sent events, or a WebSocket."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any, Protocol, cast

import orjson
from cross_web import AsyncHTTPRequestAdapter, HTTPException
from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect
from strawberry.asgi import GraphQL
from strawberry.exceptions import MissingQueryError
from strawberry.http import GraphQLHTTPResponse, GraphQLRequestData, process_result
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.subscriptions import GRAPHQL_SSE_PROTOCOL, GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types import ExecutionResult
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType
from typing_extensions import override

from app.graphql.answers import JSON, answer, encoded, media, status_of
from app.graphql.engine import Schema
from app.graphql.errors import HTTP_ONLY_MESSAGE, BadRequest, EdgeError, from_fault, unforeseen
from app.graphql.readers import GONE, shared_events
from app.graphql.requests import asked, read
from app.graphql.sharing import PartyOf, Sharing
from app.graphql.sockets import (
    FAILED,
    FORBIDDEN,
    MALFORMED,
    UNAUTHORIZED,
    Socket,
    SocketHandler,
)
from app.graphql.sse import EventStream, LineFeeds, until
from rules.faults import Fault

CONTEXT = "kaituan.context"  # where a request's context waits in its scope

GREETING_SECONDS = 5.0
SUBSCRIPTIONS_PER_SOCKET = 20

CLOSES: Mapping[str, int] = {"UNAUTHENTICATED": UNAUTHORIZED, "FORBIDDEN": FORBIDDEN}


class EdgeContext(Protocol):
    """What this room must know of a context: who asks, and how to forget what was loaded."""

    viewer: Any  # None, or somebody: more than that is nothing to this room
    screen: Any  # None, or which screen
    connection_params: Any

    def apart(self, loaders: Any) -> Any:
        """Return the same asker with these loaders, or with new ones where None are given."""
        ...


OpenContext = Callable[[HTTPConnection, Response | WebSocket], Awaitable[EdgeContext]]
Greet = Callable[[Any, dict[str, Any]], Awaitable[None]]
WatchSession = Callable[[Any], Awaitable[None]]


class Api(GraphQL[Any, None]):
    """The one endpoint, as an ASGI application for Route and WebSocketRoute alike."""

    schema: Schema
    graphql_transport_ws_handler_class = SocketHandler
    websocket_adapter_class = Socket
    stream_transport_classes_by_protocol = {GRAPHQL_SSE_PROTOCOL: LineFeeds}  # noqa: RUF012 - theirs

    def __init__(
        self,
        schema: Schema,
        *,
        open_context: OpenContext,
        greet: Greet,
        watch_session: WatchSession | None = None,
        party_of: PartyOf | None = None,
        greeting_seconds: float = GREETING_SECONDS,
    ) -> None:
        """``watch_session`` returns once the viewer's session is over; its streams end then.

        ``party_of`` says who may share an answer; without it nobody does.
        """
        super().__init__(
            schema,
            graphql_ide=None,
            subscription_protocols=(GRAPHQL_TRANSPORT_WS_PROTOCOL, GRAPHQL_SSE_PROTOCOL),
            connection_init_wait_timeout=timedelta(seconds=greeting_seconds),
            max_subscriptions_per_connection=SUBSCRIPTIONS_PER_SOCKET,
        )
        self.open_context = open_context
        self.greet = greet
        self.watch_session = watch_session
        self.sharing = Sharing(schema, party_of) if party_of else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or hold one socket."""
        if scope["type"] == "websocket":
            await self._hold(WebSocket(scope, receive=receive, send=send))
            return
        request = Request(scope, receive=receive)
        try:
            response = await self._answer(request)
        except ClientDisconnect:
            return
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> ASGIApp:
        try:
            return await self._asked(request)
        except HTTPException as error:
            return _refusal(request, BadRequest(error.reason), status=error.status_code)
        except Fault as fault:
            return _refusal(request, from_fault(fault))
        except ClientDisconnect:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, the client is told nothing of it
            return _refusal(request, unforeseen(error))

    async def _asked(self, request: Request) -> ASGIApp:
        """Answer in JSON, on the shortest way; a stream is made by Strawberry's view."""
        theirs = await self.get_sub_response(request)
        context = await self.get_context(request, theirs)
        adapter = self.request_adapter_class(request)
        if not self.is_request_allowed(adapter):
            raise HTTPException(405, "GraphQL only supports GET and POST requests.")
        sent = await self.parse_http_body(adapter)
        if sent.protocol != "http":
            shared = shared_events(self, sent, context, theirs.headers)
            return shared or await self.run(request, context=context, root_value=None)
        result = await self.execute_single(request, adapter, theirs, context, None, sent)
        return self.create_response(await self.process_result(request, result), theirs)

    async def _hold(self, socket: WebSocket) -> None:
        try:
            await self.run(socket)
        except WebSocketDisconnect:
            return
        except Fault as fault:
            code = CLOSES.get(_code(from_fault(fault)), MALFORMED)
            await Socket(self, socket, socket).close(code, str(fault))
        except Exception as error:  # noqa: BLE001 - whatever it is, the client is told nothing of it
            reason = (unforeseen(error).extensions or {}).get("errorId")
            await Socket(self, socket, socket).close(FAILED, f"INTERNAL {reason}")

    # -- who asks ------------------------------------------------------------------------

    async def get_context(
        self, request: Request | WebSocket, response: Response | WebSocket
    ) -> Any:
        """Return the context that the application opens for this connection."""
        context = await self.open_context(request, response)
        request.scope[CONTEXT] = context
        return context

    async def on_ws_connect(self, context: Any) -> None:
        """Let the application greet a socket; it raises a fault to send it away."""
        await self.greet(context, context.connection_params or {})

    async def session_end(self, context: Any) -> None:
        """Return when the viewer's session is over: never, for one who has none."""
        if self.watch_session is None or (context.viewer is None and context.screen is None):
            await asyncio.get_running_loop().create_future()
            return
        try:
            await self.watch_session(context)
        except Exception as error:  # noqa: BLE001 - nobody can tell any more whether it lives
            unforeseen(error)

    # -- what is asked -------------------------------------------------------------------

    @override
    def should_render_graphql_ide(self, request: object) -> bool:
        """Return False: GraphiQL has a route of its own."""
        return False

    def decode_json(self, data: str | bytes) -> object:
        """Return what was sent; nesting is bounded, unlike in the standard library."""
        return orjson.loads(data)

    def encode_json(self, data: object) -> str:
        """Return text: bytes would become a binary frame, which no client expects."""
        return encoded(data)

    async def parse_http_body(self, request: AsyncHTTPRequestAdapter) -> GraphQLRequestData:
        """Return what a client asks.

        Raises:
            HTTPException: it is not asked as it must be.
        """
        sent = await read(request, from_url=self.parse_query_params, from_body=self.parse_json)
        # Some clients accept events with everything they send: the operation decides.
        streams = LineFeeds().accepts(
            request.headers.get("accept", "")
        ) and self.schema.documents.subscribes(
            sent.get("query"), sent.get("extensions"), sent.get("operationName")
        )
        return asked(sent, streams=streams)

    @override
    async def execute_single(
        self,
        request: Request,
        request_adapter: AsyncHTTPRequestAdapter,
        sub_response: Response,
        context: Any,
        root_value: None,
        request_data: GraphQLRequestData,
    ) -> ExecutionResult:
        """Return the answer to one query, or to one mutation that came by POST."""
        allowed = {OperationType.QUERY}
        if request_adapter.method == "POST":
            allowed.add(OperationType.MUTATION)
        try:
            return await self.schema.execute(
                request_data.query,
                root_value=root_value,
                variable_values=request_data.variables,
                context_value=context,
                operation_name=request_data.operation_name,
                allowed_operation_types=allowed,
                operation_extensions=request_data.extensions,
            )
        except MissingQueryError:
            raise HTTPException(400, "No GraphQL document was sent.") from None
        except CannotGetOperationTypeError as error:
            reason = error.as_http_error_reason()
            return _refused(BadRequest(reason, field="operationName"))
        except InvalidOperationTypeError as error:
            if error.operation_type is OperationType.MUTATION:
                raise HTTPException(405, "Send mutations by POST.") from None
            return _refused(BadRequest(HTTP_ONLY_MESSAGE))

    # -- what is answered ----------------------------------------------------------------

    async def get_sub_response(self, request: Request | WebSocket) -> Response:
        """Return what resolvers may set headers and cookies on."""
        response = await super().get_sub_response(request)
        response.media_type = media(request)
        return response

    @override
    async def process_result(
        self, request: Request | WebSocket, result: ExecutionResult
    ) -> GraphQLHTTPResponse:
        """Return the body, without ``data`` where nothing was executed."""
        body = process_result(result)
        errors = result.errors or []
        if result.data is None and all(error.path is None for error in errors):
            body.pop("data", None)
        return body

    def create_response(
        self,
        response_data: GraphQLHTTPResponse | list[GraphQLHTTPResponse],
        sub_response: Response,
    ) -> Response:
        """Return the answer, with what resolvers set on theirs."""
        body = cast("dict[str, Any]", response_data)  # a list only where batching is on
        response = answer(body, sub_response.media_type or JSON)
        response.headers.raw.extend(sub_response.headers.raw)
        response.background = sub_response.background
        return response

    async def create_streaming_response(
        self,
        request: Request | WebSocket,
        stream: Callable[[], AsyncIterator[str]],
        sub_response: Response,
        headers: Mapping[str, str],
    ) -> Response:
        """Return the stream, which ends with the viewer's session."""
        transport = LineFeeds()
        farewell = self.encode_json(GONE)
        last_words = transport.encode_event("next", farewell) + transport.encode_complete()
        source = cast("AsyncGenerator[str, None]", stream())  # what Strawberry makes of it
        frames = until(source, self.session_end(request.scope[CONTEXT]), last_words)
        return EventStream(frames, headers={**sub_response.headers, **headers})


def _refused(error: EdgeError) -> PreExecutionError:
    return PreExecutionError(data=None, errors=[error])


def _refusal(request: Request, error: EdgeError, status: int | None = None) -> Response:
    body = {"errors": [error.formatted]}
    return answer(body, media(request), status=status or status_of(_code(error)))


def _code(error: EdgeError) -> str:
    return str((error.extensions or {}).get("code"))
