"""The sandbox provider as a process of its own, for shops that run in several."""

from pathlib import Path

import click

from app.cli.words import ASIDE, read_settings
from app.sandbox.asgi import serve


@click.command(short_help="run the sandbox payment provider alone")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option("--port", type=click.IntRange(1, 65535), default=8001, show_default=True)
@click.option("--store", type=click.Path(dir_okay=False, path_type=Path), help="Its SQLite file.")
def sandbox_provider(host: str, port: int, store: Path | None) -> None:
    """Run the provider that moves no money; KAITUAN_PROVIDER_SECRET is shared with the shop."""
    settings = read_settings()
    if not settings.provider_secret:
        raise click.ClickException(
            "KAITUAN_PROVIDER_SECRET is not set: the shop and the provider sign with it"
        )
    ASIDE.print(f"sandbox provider on http://{host}:{port}; KAITUAN_PROVIDER_URL leads shops here")
    serve(host, port, store or settings.sandbox_store(), settings.provider_secret)
