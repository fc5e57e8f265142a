"""Relays in this process, each at a host name, and a clock that is turned by hand."""

from datetime import UTC, datetime, timedelta

import httpx2

from app.beacon.faults import Faults
from app.beacon.keys import GENESIS
from app.beacon.local import LocalBeacons
from app.beacon.relay import Relay
from app.errands.drand import Relays

SEED = b"the tests' own chain"
START = datetime.fromtimestamp(GENESIS, UTC) + timedelta(days=1)
# Rounds come each 3 seconds, the first at the genesis.
REACHED = 24 * 3600 // 3 + 1


class Hosts(httpx2.AsyncBaseTransport):
    """Applications by host name; whoever else is asked for cannot be reached."""

    def __init__(self, apps):
        self._ways = {host: httpx2.ASGITransport(app) for host, app in apps.items()}
        self.asked = []

    async def handle_async_request(self, request):
        self.asked.append((request.url.host, request.url.path))
        if (way := self._ways.get(request.url.host)) is None:
            raise httpx2.ConnectError("no such host")
        return await way.handle_async_request(request)


class Net:
    """Some relays of one chain, and whoever asks all of them."""

    def __init__(self, count=3, *, call_seconds=2.0, seed=SEED):
        self.now = START
        self.relays = [
            Relay(LocalBeacons(seed=seed, now=lambda: self.now, faults=Faults()))
            for _ in range(count)
        ]
        self.chain = LocalBeacons(seed=SEED, now=lambda: self.now).chain
        self.hosts = Hosts({f"relay{number}": app for number, app in enumerate(self.relays)})
        self.beacons = self.asking(call_seconds=call_seconds)

    def asking(self, *, extra=(), call_seconds=2.0):
        urls = [*extra, *(f"http://relay{number}/" for number in range(len(self.relays)))]
        return Relays(self.chain, urls, transport=self.hosts, call_seconds=call_seconds)

    def turn(self, seconds):
        self.now += timedelta(seconds=seconds)

    def all_fail(self, **faults):
        for relay in self.relays:
            for name, value in faults.items():
                setattr(relay.faults, name, value)
