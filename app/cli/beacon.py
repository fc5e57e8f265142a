"""The beacon simulator as a process of its own, for shops that run in several."""

from datetime import UTC, datetime

import click
import orjson
import uvicorn

from app.cli.words import ANSWER, ASIDE, read_settings
from app.settings import SIMULATOR, Settings


@click.command(short_help="run a beacon for tests and demos")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--port", type=click.IntRange(1, 65535), default=8002, show_default=True)
def sandbox_beacon(host: str, port: int) -> None:
    """Run a relay of a chain whose key is kept in this folder; it proves nothing to anybody.

    What it prints is KAITUAN_BEACON_CHAIN for the shops that are led here. POST /control turns
    its faults.
    """
    settings = read_settings()
    refuse_production(settings)
    # Curves are long to import, and most commands need none.
    from app.beacon.local import LocalBeacons  # noqa: PLC0415
    from app.beacon.relay import Relay  # noqa: PLC0415

    beacons = LocalBeacons(seed=settings.beacon_seed(), now=lambda: datetime.now(UTC))
    ANSWER.print(orjson.dumps(beacons.key.info()).decode(), markup=False)
    ASIDE.print(f"beacon simulator on http://{host}:{port}; KAITUAN_BEACON_URLS leads shops here")
    relay = Relay(beacons, control=True)
    uvicorn.run(relay, host=host, port=port, ws="none", access_log=False, log_level="warning")


def refuse_production(settings: Settings) -> None:
    """Return where a simulator may run.

    Raises:
        click.ClickException: these are the settings of production, or of the production chain.
    """
    if settings.production:
        raise click.ClickException("the beacon simulator is for tests and demos, not production")
    relays = settings.beacon_urls not in {(), (SIMULATOR,)}
    if relays and settings.beacon_chain == "quicknet":
        raise click.ClickException(
            "the production chain quicknet is configured: no simulator may stand beside it"
        )
