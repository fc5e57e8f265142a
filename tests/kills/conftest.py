"""What outlives the rounds: the zygote, two listening sockets, a clock that is turned."""

import shutil
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


@pytest.fixture(scope="module")
def ground():
    folder = Path(tempfile.mkdtemp(prefix="kaituan-kills-", dir=place()))
    clock = SharedClock.made(folder / "clock")
    with listening() as shop, listening() as provider:
        sockets = (shop, provider)
        with zygote("tests.kills.children", folder=folder, sockets=sockets) as one:
            yield Ground(one, folder, clock, *sockets)
    shutil.rmtree(folder, ignore_errors=True)
