"""What the machine says about how to run: the only place that reads its variables."""

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def _path(name: str, default: Path) -> Path:
    return Path(os.environ.get(name) or default).resolve()


def _whole(name: str, default: int) -> int:
    text = os.environ.get(name, "")
    if text and not text.isdecimal():
        message = f"{name} must be a whole number, got {text!r}"
        raise ValueError(message)
    return int(text or default)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that may differ between two machines.

    ``database_url`` and ``redis_url`` are None where nothing was said: then a
    Postgres of our own is started, and the wire stays inside the process.
    """

    database_url: str | None = None
    redis_url: str | None = None
    local_folder: Path = ROOT / ".local"
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = "http://127.0.0.1:8000"
    provider_url: str | None = None
    provider_secret: str = field(default="", repr=False)
    production: bool = False

    def sandbox_store(self) -> Path:
        """Return where the sandbox provider keeps what is its own; the folder exists."""
        self.local_folder.mkdir(parents=True, exist_ok=True)
        return self.local_folder / "sandbox.sqlite3"

    @classmethod
    def read(cls) -> "Settings":
        """Return the settings of this machine.

        Raises:
            ValueError: a variable holds what it cannot mean; its name is told.
        """
        port = _whole("KAITUAN_PORT", 8000)
        host = os.environ.get("KAITUAN_HOST") or "127.0.0.1"
        return cls(
            database_url=os.environ.get("DATABASE_URL") or None,
            redis_url=os.environ.get("REDIS_URL") or None,
            local_folder=_path("KAITUAN_LOCAL", ROOT / ".local"),
            host=host,
            port=port,
            public_url=os.environ.get("KAITUAN_PUBLIC_URL") or f"http://{host}:{port}",
            provider_url=os.environ.get("KAITUAN_PROVIDER_URL") or None,
            provider_secret=os.environ.get("KAITUAN_PROVIDER_SECRET") or secrets.token_urlsafe(32),
            production=os.environ.get("KAITUAN_PRODUCTION") == "1",
        )
