import socket
import time
from datetime import UTC, datetime

import httpx2

from app.errands.sandbox_client import SandboxClient
from tests.cli.processes import POLL_SECONDS, environment, started


def wait_listening(port):
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except ConnectionRefusedError:
            time.sleep(POLL_SECONDS)
        else:
            return
    raise TimeoutError


async def test_the_provider_alone_answers_who_signs_with_its_secret(folder):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    env = environment(folder, KAITUAN_PROVIDER_SECRET="between us")
    with started("sandbox-provider", "--port", str(port), env=env) as running:
        running.line(rf"sandbox provider on http://127.0.0.1:{port}")
        wait_listening(port)
        url = f"http://127.0.0.1:{port}"
        async with SandboxClient(
            base_url=url, secret="between us", clock=lambda: datetime.now(UTC)
        ) as known:
            assert await known.query("P1") is None
        async with httpx2.AsyncClient() as stranger:
            assert (await stranger.get(f"{url}/v1/payments/P1")).status_code == 401
        running.end()
        assert "Traceback" not in running.text
        assert (folder / "sandbox.sqlite3").exists()
