"""The public beacon this machine is told to use: drand's relays, the simulator, or none."""

from collections.abc import Callable
from datetime import UTC, datetime

from app.errands.beacon_port import Beacon, Beacons, BeaconUnavailable
from app.settings import SIMULATOR, Settings
from rules.beacons import QUICKNET, Chain

__all__ = ["Beacon", "BeaconUnavailable", "Beacons", "NoBeacons", "beacons_of", "chain_named"]


def utc_now() -> datetime:
    """Return the real moment, which rounds come by."""
    return datetime.now(UTC)


class NoBeacons:
    """Where no beacon is configured: draws decided by one are not offered."""

    @property
    def chain(self) -> Chain | None:
        """None: nothing is promised."""
        return None

    async def latest(self) -> int:
        """Raise: nobody can be asked."""
        raise BeaconUnavailable("no beacon is configured")

    async def fetch(self, round_number: int) -> Beacon | None:
        """Raise: nobody can be asked."""
        raise BeaconUnavailable(f"no beacon is configured to ask for round {round_number}")


def beacons_of(settings: Settings, *, now: Callable[[], datetime] = utc_now) -> Beacons:
    """Return the beacon of these settings, its chain and key checked; ``now`` is the simulator's.

    Raises:
        ValueError: KAITUAN_BEACON_CHAIN describes a chain that cannot decide draws.
    """
    if not settings.beacon_urls:
        return NoBeacons()
    if settings.beacon_urls == (SIMULATOR,):
        from app.beacon.local import LocalBeacons  # noqa: PLC0415 - curves are long to import

        return LocalBeacons(seed=settings.beacon_seed(), now=now)
    from app.errands.drand import Relays  # noqa: PLC0415 - as above

    return Relays(chain_named(settings.beacon_chain), settings.beacon_urls)


def chain_named(text: str) -> Chain:
    """Return the production chain for ``quicknet``, else the chain that JSON describes.

    Raises:
        ValueError: it describes none that can decide draws.
    """
    if text == "quicknet":
        return QUICKNET
    from app.errands.drand_answers import read_chain  # noqa: PLC0415 - as above

    try:
        return read_chain(text)
    except ValueError as wrong:
        raise ValueError(f"KAITUAN_BEACON_CHAIN: {wrong}") from None
