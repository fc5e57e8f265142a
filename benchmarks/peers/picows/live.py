"""picows without any GraphQL: one prepared frame to everybody, the limit for CPython here."""

import json
from itertools import count

import uvloop
from picows import WSFrame, WSListener, WSMsgType, WSTransport, WSUpgradeRequest, ws_create_server
from plumbing import listening, obey, team

versions = count(2)
watchers: set[WSTransport] = set()
ACK = b'{"type":"connection_ack"}'


def frame(version: int) -> bytes:
    """Return the whole frame, which no server that knows GraphQL has to send again as it is."""
    told = {"id": "1", "type": "next", "payload": {"data": {"teamProgress": team(version)}}}
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    return b"\x81\x7e" + len(text).to_bytes(2) + text


class Watcher(WSListener):
    """One connection: greeted, subscribed without looking at what to, told."""

    def on_ws_frame(self, transport: WSTransport, frame_: WSFrame) -> None:
        """Answer the greeting, and whatever comes next with the newest state."""
        if b"connection_init" in frame_.get_payload_as_memoryview().tobytes():
            transport.send(WSMsgType.TEXT, ACK)
        elif frame_.msg_type == WSMsgType.TEXT:
            watchers.add(transport)
            transport.underlying_transport.write(frame(1))

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        """Forget it."""
        watchers.discard(transport)


def publish() -> None:
    """Write the next frame to everybody."""
    news = frame(next(versions))
    for transport in watchers:
        transport.underlying_transport.write(news)


async def main() -> None:
    """Serve until the standard input ends."""

    def met(_: WSUpgradeRequest) -> WSListener:
        return Watcher()

    obey(publish)
    server = await ws_create_server(met, sock=listening())
    await server.serve_forever()


uvloop.run(main())
