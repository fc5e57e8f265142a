import signal
import socket
import time

import httpx2
import pytest

from tests.cli.processes import POLL_SECONDS, environment, gone, postmaster, serving, started

CAMPAIGNS = "{ campaigns(first: 50) { nodes { slug openTeams { nodes { code } } } } }"


def asked(url, document):
    return httpx2.post(f"{url}/graphql", json={"query": document}, timeout=10).json()["data"]


def wait_refused(host, port):
    """Returns once nobody listens there."""
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        try:
            socket.create_connection((host, port)).close()
        except ConnectionError:
            return
        time.sleep(POLL_SECONDS)
    pytest.fail("it still listens")


def test_it_brings_its_own_database_and_takes_it_along(folder):
    with serving(folder, "--seed") as (running, url):
        campaigns = asked(url, CAMPAIGNS)["campaigns"]["nodes"]
        assert "navel-orange" in {campaign["slug"] for campaign in campaigns}
        running.line("demo .*juzi.*kaituan-demo")
        assert httpx2.get(f"{url}/schema.graphql").status_code == 200
        server = postmaster(folder)
        assert server is not None

        assert running.end() == 0
        assert gone(server)
        assert "Traceback" not in running.text


def test_a_killed_one_leaves_a_database_that_the_next_takes_over(folder):
    with serving(folder) as (running, _):
        server = postmaster(folder)
        running.end(signal.SIGKILL)
        assert postmaster(folder) == server
    secret = (folder / "provider.secret").read_text()
    with serving(folder) as (running, _):
        assert postmaster(folder) == server
        assert running.end(signal.SIGINT) == 0
        assert gone(server)
    assert (folder / "provider.secret").read_text() == secret
    assert (folder / "provider.secret").stat().st_mode & 0o777 == 0o600


def test_the_last_of_two_stops_the_database_they_share(folder):
    with serving(folder) as (first, url), serving(folder) as (second, _):
        server = postmaster(folder)
        assert second.end() == 0
        assert httpx2.get(f"{url}/readyz").json() == {"ready": True}
        assert postmaster(folder) == server
        assert first.end() == 0
        assert gone(server)


def test_a_signal_while_it_starts_leaves_nothing_behind(folder):
    with started("serve", "--port", "0", env=environment(folder)) as running:
        deadline = time.monotonic() + 60
        while (server := postmaster(folder)) is None:
            assert time.monotonic() < deadline
            time.sleep(POLL_SECONDS)
        assert running.end() in {0, 143}
        assert gone(server)
        assert "Traceback" not in running.text


def test_a_second_interrupt_does_not_wait_for_a_slow_client(database, folder):
    with serving(folder, DATABASE_URL=database) as (running, url):
        host, _, port = url.removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port))) as slow:
            slow.sendall(
                b"POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                b"Content-Length: 1000\r\n\r\n{"
            )
            running.process.send_signal(signal.SIGINT)
            wait_refused(host, int(port))
            began = time.monotonic()
            assert running.end(signal.SIGINT) == 0
            assert time.monotonic() - began < 5


def test_a_taken_port_is_said_before_anything_is_started(run, folder):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = run("serve", "--port", str(port), DATABASE_URL=None)
    assert said.exit_code == 1
    assert said.stderr == f"Error: port {port} on 127.0.0.1 is taken; choose another with --port\n"
    assert not folder.exists()


def test_a_database_that_is_not_there_is_said_in_a_sentence(run):
    nowhere = "postgresql://nobody:secret@127.0.0.1:1/nothing"
    said = run("serve", "--port", "0", DATABASE_URL=nowhere)
    assert said.exit_code == 1
    assert said.stderr.startswith("Error: no connection:")
    assert said.stderr.count("\n") == 1
    assert "secret" not in said.stderr


def test_reloading_serves_and_ends(database, folder):
    with serving(folder, "--reload", DATABASE_URL=database) as (running, _):
        assert running.end() == 0


def test_a_provider_elsewhere_needs_its_secret(run):
    said = run("serve", "--port", "0", KAITUAN_PROVIDER_URL="http://127.0.0.1:1")
    assert said.exit_code == 1
    assert "KAITUAN_PROVIDER_SECRET" in said.stderr
