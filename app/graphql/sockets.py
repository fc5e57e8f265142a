"""What does a WebSocket client get: graphql-transport-ws, within limits, until the session ends."""

import asyncio
import copy
from collections import deque
from contextlib import aclosing, suppress
from typing import TYPE_CHECKING, Any, cast

from graphql import GraphQLError
from starlette.websockets import WebSocketDisconnect, WebSocketState
from strawberry.asgi import ASGIWebSocketAdapter
from strawberry.exceptions import ConnectionRejectionError
from strawberry.http.exceptions import WebSocketDisconnected
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import (
    BaseGraphQLTransportWSHandler,
)
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import (
    Operation as PlainOperation,
)
from strawberry.types.execution import PreExecutionError
from strawberry.types.graphql import OperationType

from app.graphql.answers import encoded
from app.graphql.errors import EdgeError, publish, unforeseen
from app.graphql.lines import PREPARED, Line, PreparedLine, Sent, Written
from rules.faults import Fault, Forbidden, NotSignedIn

if TYPE_CHECKING:
    from collections.abc import Mapping

    from strawberry.subscriptions.protocols.graphql_transport_ws.types import (
        ConnectionInitMessage,
        Message,
        SubscribeMessage,
    )
    from strawberry.types import ExecutionResult

    from app.graphql.view import Api

MESSAGES_PER_MINUTE = 100
LONGEST_REASON = 120  # bytes; a close frame holds 123
LONGEST_ID = 128

MALFORMED = 4400
UNAUTHORIZED = 4401
FORBIDDEN = 4403
LATE = 4408
TAKEN = 4409
TOO_MANY = 4429
FAILED = 4500

TYPES = frozenset({"connection_init", "ping", "pong", "subscribe", "complete"})


def malformation(message: object) -> str | None:
    """Return what is wrong with the form of a client's message, None where nothing is."""
    if not isinstance(message, dict):
        return "A message is a JSON object"
    told = cast("Mapping[str, object]", message)
    kind, payload = told.get("type"), told.get("payload")
    if not isinstance(kind, str) or kind not in TYPES:
        return "Unknown message type"
    if kind == "subscribe":
        return _id_malformation(told.get("id")) or _subscription_malformation(payload)
    if kind == "complete":
        return _id_malformation(told.get("id"))
    if payload is not None and not isinstance(payload, dict):
        return "Invalid payload"
    return None


def _id_malformation(name: object) -> str | None:
    good = isinstance(name, str) and 0 < len(name) <= LONGEST_ID
    return None if good else "Invalid operation id"


def _subscription_malformation(payload: object) -> str | None:
    if not isinstance(payload, dict):
        return "Invalid subscribe payload"
    told = cast("Mapping[str, object]", payload)
    query, name = told.get("query"), told.get("operationName")
    if query is not None and not isinstance(query, str):
        return "Invalid query"
    if name is not None and not isinstance(name, str):
        return "Invalid operationName"
    for key in ("variables", "extensions"):
        if not isinstance(told.get(key), dict | None):
            return f"Invalid {key}"
    return None


class Socket(ASGIWebSocketAdapter):
    """A socket that takes it calmly when the other side is gone."""

    async def send_json(self, message: "Mapping[str, object]") -> None:
        """Send one text frame.

        Raises:
            WebSocketDisconnected: nobody is there to read it.
        """
        await self.send_text(encoded(message))

    async def send_text(self, text: str) -> None:
        """Send one text frame that is encoded already.

        Raises:
            WebSocketDisconnected: nobody is there to read it.
        """
        if self.ws.application_state is not WebSocketState.CONNECTED:
            raise WebSocketDisconnected
        try:
            await self.ws.send_text(text)
        except (RuntimeError, WebSocketDisconnect) as error:
            # The server closed the connection beneath us, at a ping timeout for one.
            raise WebSocketDisconnected from error

    async def close(self, code: int, reason: str) -> None:
        """Close once; a second close is no fault."""
        if self.ws.application_state is WebSocketState.CONNECTED:
            short = reason.encode()[:LONGEST_REASON].decode(errors="ignore")
            with suppress(Exception):
                await super().close(code, short)


class Operation(PlainOperation[Any, None]):
    """One subscription of a socket, with the extensions that came along."""

    __slots__ = ("extensions",)

    def __init__(self, handler: "SocketHandler", message: "SubscribeMessage") -> None:
        payload = message["payload"]
        super().__init__(
            handler,
            message["id"],
            payload.get("query") or "",
            payload.get("variables"),
            payload.get("operationName"),
        )
        self.extensions = payload.get("extensions")


class SocketHandler(BaseGraphQLTransportWSHandler[Any, None]):
    """Speaks graphql-transport-ws with one client."""

    view: "Api"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.arrivals: deque[float] = deque(maxlen=MESSAGES_PER_MINUTE)
        self.watching: asyncio.Task[None] | None = None

    def _too_often(self) -> bool:
        now = asyncio.get_running_loop().time()
        full = len(self.arrivals) == MESSAGES_PER_MINUTE and now - self.arrivals[0] < 60
        self.arrivals.append(now)
        return full

    async def handle_message(self, message: "Message") -> None:
        """Take one message, if it is one and the client does not talk too much."""
        if self._too_often():
            await self.websocket.close(TOO_MANY, "Too many messages")
            return
        wrong = malformation(message)
        if wrong:
            await self.handle_invalid_message(wrong)
            return
        await super().handle_message(message)

    async def handle_connection_init(self, message: "ConnectionInitMessage") -> None:
        """Greet; a payload of null is as good as none."""
        if self.connection_timed_out:
            return
        if self.connection_init_received:
            await self.websocket.close(TOO_MANY, "Too many initialisation requests")
            return
        # Cast because Strawberry does not say what its task returns.
        waiting: asyncio.Task[None] | None = cast("Any", self).connection_init_timeout_task
        if waiting:
            waiting.cancel()
            cast("Any", self).connection_init_timeout_task = None
        self.connection_init_received = True
        self.context.connection_params = message.get("payload") or {}
        refused = await self._greet()
        if refused is not None:
            await self.websocket.close(*refused)
            return
        await self.send_message({"type": "connection_ack"})
        self.connection_acknowledged = True
        if self.context.viewer is not None or self.context.screen is not None:
            self.watching = asyncio.create_task(self._watch_session())

    async def _greet(self) -> tuple[int, str] | None:
        try:
            async with asyncio.timeout(self.connection_init_wait_timeout.total_seconds()):
                await self.view.on_ws_connect(self.context)
        except NotSignedIn:
            return UNAUTHORIZED, "Unauthorized"
        except (Forbidden, ConnectionRejectionError):
            return FORBIDDEN, "Forbidden"
        except Fault as fault:
            return MALFORMED, str(fault)
        except TimeoutError:
            return LATE, "Connection initialisation timeout"
        except Exception as error:  # noqa: BLE001 - whatever it is, the client is told nothing of it
            return FAILED, f"INTERNAL {(unforeseen(error).extensions or {}).get('errorId')}"
        return None

    async def _watch_session(self) -> None:
        await self.view.session_end(self.context)
        await self.websocket.close(UNAUTHORIZED, "Session ended")

    async def handle_subscribe(self, message: "SubscribeMessage") -> None:
        """Start one more operation, where its id is free and there are not too many."""
        if not self.connection_acknowledged:
            await self.websocket.close(UNAUTHORIZED, "Unauthorized")
            return
        if message["id"] in self.operations:
            await self.websocket.close(TAKEN, f"Subscriber for {message['id']} already exists")
            return
        operation = Operation(self, message)
        self.operations[message["id"]] = operation
        if len(self.operations) > (self.max_subscriptions_per_connection or 0):
            most = f"One socket may hold {self.max_subscriptions_per_connection} subscriptions."
            await operation.send_initial_errors([EdgeError("RATE_LIMITED", most)])
            return
        if not self._shared(operation):
            operation.task = asyncio.create_task(self.run_operation(operation))

    def _shared(self, operation: Operation) -> bool:
        """Have an operation answered together with all who ask the same, where that can be."""
        sharing = self.view.sharing
        asked = sharing and sharing.asked(
            operation.query,
            cast("dict[str, Any] | None", operation.variables),
            operation.operation_name,
            cast("dict[str, Any] | None", operation.extensions),
        )
        if sharing is None or asked is None:
            return False
        extensions = cast("Socket", self.websocket).ws.scope.get("extensions", {})
        line: PreparedLine | None = extensions.get(PREPARED)
        member: Line = Written(self, operation.id, line) if line else Sent(self, operation.id)
        # The operation goes, and with it the document: what is left is who is told.
        self.operations[operation.id] = cast("Any", member)
        sharing.join(asked, member, self.context)
        return True

    async def cleanup_operation(self, operation_id: str) -> None:
        """Stop an operation, whether it is shared or not."""
        operation: object = self.operations.get(operation_id)
        if isinstance(operation, Line):
            del self.operations[operation_id]
            operation.leave()
        else:
            await super().cleanup_operation(operation_id)

    async def run_operation(self, operation: PlainOperation[Any, None]) -> None:
        """Run one subscription for this client alone, and tell each answer, to its end."""
        try:
            await self._stream(cast("Operation", operation))
        except WebSocketDisconnected:
            pass
        except Exception as error:  # noqa: BLE001 - a task has nobody above it to tell
            errors = [GraphQLError(str(error), original_error=error)]
            publish(errors, hide_suggestions=True)
            with suppress(WebSocketDisconnected):
                await operation.send_initial_errors(errors)
        finally:
            if self.operations.get(operation.id) is operation:
                del self.operations[operation.id]

    async def _stream(self, operation: Operation) -> None:
        results = await self.schema.stream(
            operation.query,
            variable_values=cast("dict[str, Any] | None", operation.variables),
            context_value=copy.copy(self.context),
            root_value=self.root_value,
            operation_name=operation.operation_name,
            operation_extensions=cast("dict[str, Any] | None", operation.extensions),
            allowed_operation_types=(OperationType.SUBSCRIPTION,),
        )
        async with aclosing(results):
            async for result in results:
                if isinstance(result, PreExecutionError):
                    await operation.send_initial_errors(result.errors or [])
                    return
                await operation.send_next(cast("ExecutionResult", result))
        await operation.send_operation_message({"id": operation.id, "type": "complete"})

    def forget_id(self, id: str) -> None:  # noqa: A002 - theirs
        """Free an id, which somebody else may have freed already."""
        self.operations.pop(id, None)

    async def shutdown(self) -> None:
        """End everything that ran for this socket."""
        if self.watching:
            self.watching.cancel()
            with suppress(asyncio.CancelledError):
                await self.watching
        await super().shutdown()
