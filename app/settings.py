"""What the machine says about how to run: the only place that reads its variables."""

import contextlib
import hashlib
import os
import secrets
from dataclasses import dataclass, field, replace
from pathlib import Path

from models.failpoints import read_failpoint

ROOT = Path(__file__).resolve().parents[1]
# Said in place of relays: a beacon of our own, whose key we hold, for tests and demos.
SIMULATOR = "simulator"
MOST_RELAYS = 8


def _path(name: str, default: Path) -> Path:
    return Path(os.environ.get(name) or default).resolve()


def _whole(name: str, default: int) -> int:
    text = os.environ.get(name, "")
    if text and not text.isdecimal():
        message = f"{name} must be a whole number, got {text!r}"
        raise ValueError(message)
    return int(text or default)


def _failpoint() -> str | None:
    text = os.environ.get("KAITUAN_FAILPOINT") or None
    if text is None:
        return None
    if os.environ.get("KAITUAN_PRODUCTION") == "1":
        raise ValueError("KAITUAN_FAILPOINT kills the process: it is for tests, not for production")
    try:
        read_failpoint(text)
    except ValueError as wrong:
        message = f"KAITUAN_FAILPOINT: {wrong}"
        raise ValueError(message) from None
    return text


def _beacon_urls() -> tuple[str, ...]:
    text, chain = os.environ.get("KAITUAN_BEACON_URLS", ""), os.environ.get("KAITUAN_BEACON_CHAIN")
    urls = tuple(dict.fromkeys(url.strip() for url in text.split(",") if url.strip()))
    if chain and not urls:
        raise ValueError("KAITUAN_BEACON_CHAIN needs relays in KAITUAN_BEACON_URLS")
    if urls == (SIMULATOR,):
        # Whoever holds the simulator's key knows every round beforehand.
        if os.environ.get("KAITUAN_PRODUCTION") == "1":
            raise ValueError("the beacon simulator is for tests and demos, not for production")
        if chain:
            raise ValueError("the beacon simulator has a chain of its own: no KAITUAN_BEACON_CHAIN")
        return urls
    if os.environ.get("KAITUAN_PRODUCTION") == "1" and chain not in {None, "", "quicknet"}:
        raise ValueError("in production KAITUAN_BEACON_CHAIN is quicknet: no other key is pinned")
    if len(urls) > MOST_RELAYS or not all(url.startswith(("http://", "https://")) for url in urls):
        message = f"KAITUAN_BEACON_URLS: up to {MOST_RELAYS} addresses by commas, or {SIMULATOR}"
        raise ValueError(message)
    return urls


def local_url(host: str, port: int) -> str:
    """Return how a browser on this machine reaches what listens on ``host``."""
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - only named here
    name = everywhere.get(host) or (f"[{host}]" if ":" in host else host)
    return f"http://{name}:{port}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that may differ between two machines.

    ``database_url`` and ``redis_url`` are None where nothing was said: then a
    Postgres of our own is started, and the wire stays inside the process. ``drain_seconds``
    is over how long those who watch are sent away before a server stops; ``kept_megabytes``
    what a server may keep of its answers, 0 for none.
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
    drain_seconds: int = 1
    kept_megabytes: int = 64
    failpoint: str | None = None
    beacon_urls: tuple[str, ...] = ()
    beacon_chain: str = "quicknet"
    pages_folder: Path = ROOT / "web" / "client" / "dist"
    smtp_url: str | None = field(default=None, repr=False)
    mail_from: str = ""
    mail_secret: str = field(default="", repr=False)

    def mail_key(self) -> bytes:
        """Return what codes and links in letters are made with, kept in the folder if unsaid."""
        said = self.mail_secret or _kept_secret(self.local_folder, "mail.secret")
        return hashlib.sha256(said.encode()).digest()

    def beacon_seed(self) -> bytes:
        """Return the simulator's seed, kept in the folder: other processes make the same rounds."""
        return hashlib.sha256(_kept_secret(self.local_folder, "beacon.seed").encode()).digest()

    def sandbox_store(self) -> Path:
        """Return where the sandbox provider keeps what is its own; the folder exists."""
        self.local_folder.mkdir(parents=True, exist_ok=True)
        return self.local_folder / "sandbox.sqlite3"

    def at(self, host: str, port: int) -> "Settings":
        """Return these settings for another address; the public one follows unless it was said."""
        followed = self.public_url == local_url(self.host, self.port)
        public_url = local_url(host, port) if followed else self.public_url
        return replace(self, host=host, port=port, public_url=public_url)

    def with_secret(self) -> "Settings":
        """Return these settings with the provider's secret, kept in the folder if none was said.

        What it signed outlives a restart, and other processes must know it too.

        Raises:
            ValueError: a provider elsewhere is named, and the secret shared with it is not.
        """
        if self.provider_secret:
            return self
        if self.provider_url is not None:
            raise ValueError("KAITUAN_PROVIDER_URL needs KAITUAN_PROVIDER_SECRET beside it")
        return replace(self, provider_secret=_kept_secret(self.local_folder, "provider.secret"))

    @classmethod
    def read(cls) -> "Settings":
        """Return the settings of this machine.

        Raises:
            ValueError: a variable holds what it cannot mean; its name is told.
        """
        port = _whole("KAITUAN_PORT", 8000)
        redis_url = os.environ.get("REDIS_URL") or None
        host = os.environ.get("KAITUAN_HOST") or "127.0.0.1"
        return cls(
            database_url=os.environ.get("DATABASE_URL") or None,
            redis_url=redis_url,
            local_folder=_path("KAITUAN_LOCAL", ROOT / ".local"),
            host=host,
            port=port,
            public_url=os.environ.get("KAITUAN_PUBLIC_URL") or local_url(host, port),
            provider_url=os.environ.get("KAITUAN_PROVIDER_URL") or None,
            provider_secret=os.environ.get("KAITUAN_PROVIDER_SECRET", ""),
            production=os.environ.get("KAITUAN_PRODUCTION") == "1",
            # Where others go on serving, whoever watches here is sent to them gently.
            drain_seconds=_whole("KAITUAN_DRAIN_SECONDS", 15 if redis_url else 1),
            kept_megabytes=_whole("KAITUAN_KEPT_MEGABYTES", 64),
            failpoint=_failpoint(),
            beacon_urls=_beacon_urls(),
            beacon_chain=os.environ.get("KAITUAN_BEACON_CHAIN") or "quicknet",
            smtp_url=os.environ.get("KAITUAN_SMTP_URL") or None,
            mail_from=os.environ.get("KAITUAN_MAIL_FROM", ""),
            mail_secret=os.environ.get("KAITUAN_MAIL_SECRET", ""),
            pages_folder=_path("KAITUAN_PAGES", ROOT / "web" / "client" / "dist"),
        )


def _kept_secret(folder: Path, name: str) -> str:
    """Return the folder's secret, made by whoever comes first; its owner alone may read it."""
    place = folder / name
    folder.mkdir(parents=True, exist_ok=True)
    if not place.exists():
        fresh = folder / f"{name}.{os.getpid()}"
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(32))
        # A link is made whole or not at all, and by one alone.
        with contextlib.suppress(FileExistsError):
            place.hardlink_to(fresh)
        fresh.unlink()
    return place.read_text()
