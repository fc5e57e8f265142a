"""What outlives the rounds: the zygote, two listening sockets, a clock that is turned."""

import socket
import tempfile
from pathlib import Path

import pytest

from tests.kills.children import SharedClock
from tests.kills.stage import Ground
from tests.services.postgres import place
from tests.services.zygote import zygote


def listening() -> socket.socket:
    return socket.create_server(("127.0.0.1", 0), backlog=256)


@pytest.fixture(scope="session")
def ground():
    with (
        tempfile.TemporaryDirectory(prefix="kaituan-kills-", dir=place()) as name,
        listening() as shop,
        listening() as provider,
    ):
        folder, sockets = Path(name), (shop, provider)
        clock = SharedClock.made(folder / "clock")
        with zygote("tests.kills.children", folder=folder, sockets=sockets) as one:
            yield Ground(one, folder, clock, *sockets)
