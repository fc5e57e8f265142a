import asyncio
import re
import socket
import time
from datetime import UTC, datetime

import httpx2
from click.testing import CliRunner

from app.cli import main
from app.errands.signing import Message, sign
from tests.cli.processes import POLL_SECONDS, environment, started

SECRET = "between us"


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


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def mischief(env, *words):
    # In a thread of its own, because a command runs a loop of its own.
    return asyncio.to_thread(CliRunner().invoke, main, ["mischief", *words], env=env)


async def turn_and_look(one, other):
    """Turns switches at one provider, and sees them at the other."""
    turned = await mischief(one, "--pay-twice", "--refund-failures", "all", "--slow-ms", "5")
    seen = await mischief(other)
    assert (turned.exit_code, seen.exit_code) == (0, 0)
    assert turned.output == seen.output
    assert re.search(r"on +pay_twice +true", seen.output)
    assert re.search(r"on +refund_failures +all", seen.output)
    assert re.search(r" {3,}pay_late +false", seen.output)
    for words in (("--refund-failures", "10001"), ("--seed", "x"), ("--answers-of", "all!")):
        refused = await mischief(one, "--calm", *words)
        assert refused.exit_code == 2
        assert words[0] in refused.output
    assert (await mischief(other)).output == seen.output
    calmed = await mischief(other, "--calm", "--pay-amount-fen", "none", "--no-pay-twice")
    assert re.findall(r"^ *on ", calmed.output, re.MULTILINE) == []


async def replay(ports):
    """Sends one signed request to both, and one of a stranger."""
    message = Message(method="GET", target="/v1/receipts", body=b"")
    signed = sign(SECRET, message, now=datetime.now(UTC), nonce="0123456789abcdef")
    async with httpx2.AsyncClient(trust_env=False) as browser:
        urls = [f"http://127.0.0.1:{port}/v1/receipts" for port in ports]
        answers = [await browser.get(url, headers=signed) for url in urls]
        answers.append(await browser.get(urls[0]))
    return [(each.status_code, each.json().get("code")) for each in answers]


async def test_two_providers_on_one_store_are_one_and_the_command_line_turns_them(folder):
    ports = (free_port(), free_port())
    env = environment(folder, KAITUAN_PROVIDER_SECRET=SECRET)
    one, other = (
        {**env, "KAITUAN_PROVIDER_URL": f"http://127.0.0.1:{port}", "DATABASE_URL": None}
        for port in ports
    )
    with (
        started("sandbox-provider", "--port", str(ports[0]), env=env) as running,
        started("sandbox-provider", "--port", str(ports[1]), env=env),
    ):
        running.line(rf"sandbox provider on http://127.0.0.1:{ports[0]}")
        for port in ports:
            wait_listening(port)
        await turn_and_look(one, other)
        link = (await mischief(one, "--page")).output.strip()
        async with httpx2.AsyncClient(trust_env=False) as browser:
            assert "沙箱控制台" in (await browser.get(link)).text
            assert (await browser.get(link[:-1])).status_code == 404
        assert await replay(ports) == [
            (200, None),
            (401, "NONCE_REPEATED"),
            (401, "SIGNATURE_MISSING"),
        ]
        running.end()
        assert "Traceback" not in running.text
        assert (folder / "sandbox.sqlite3").exists()


async def test_the_command_line_says_what_it_lacks(folder):
    env = environment(folder, KAITUAN_PROVIDER_URL=f"http://127.0.0.1:{free_port()}")
    lacking = await mischief({**env, "KAITUAN_PROVIDER_SECRET": None})
    assert (lacking.exit_code, "KAITUAN_PROVIDER_SECRET" in lacking.output) == (1, True)
    silent = await mischief({**env, "KAITUAN_PROVIDER_SECRET": SECRET}, "--calm")
    assert (silent.exit_code, "does not answer" in silent.output) == (1, True)
