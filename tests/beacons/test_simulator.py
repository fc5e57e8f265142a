"""The simulator is a beacon of its own, and never stands where the real one is meant."""

import httpx2
import orjson
import pytest
from click import ClickException
from click.testing import CliRunner

from app.beacon.keys import LocalKey
from app.beacon.local import LocalBeacons
from app.beacon.relay import Relay
from app.cli import main
from app.cli.beacon import refuse_production
from app.doctor import beacon
from app.errands.beacons import BeaconUnavailable, NoBeacons, beacons_of, chain_named
from app.errands.drand import Relays
from app.settings import Settings
from rules.beacons import QUICKNET, checked, sound
from tests.beacons.relays import REACHED, SEED, START
from tests.beacons.vectors import second_opinion
from tests.cli.processes import environment, started
from tests.cli.test_provider import free_port, wait_listening

VARIABLES = ["KAITUAN_BEACON_URLS", "KAITUAN_BEACON_CHAIN", "KAITUAN_PRODUCTION"]


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """Sets variables of this machine; what is not named is not set."""

    def say(**variables):
        for name in VARIABLES:
            monkeypatch.delenv(name, raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(f"KAITUAN_{name}", value)
        monkeypatch.setenv("KAITUAN_LOCAL", str(tmp_path))
        return Settings.read()

    return say


def now():
    return START


async def test_rounds_of_the_simulator_are_signed_by_its_chain():
    beacons = LocalBeacons(seed=SEED, now=now)
    assert await beacons.latest() == REACHED
    assert await beacons.fetch(REACHED + 1) is None
    assert await beacons.fetch(0) is None
    beacon = await beacons.fetch(REACHED)
    signed = checked(beacons.chain, round_number=REACHED, signature=beacon.signature)
    assert beacon.randomness == signed
    assert second_opinion(beacons.chain, REACHED, beacon.signature) == signed


async def test_the_simulator_in_the_process_can_be_silent_and_late():
    beacons = LocalBeacons(seed=SEED, now=now)
    beacons.faults.late_seconds = 30
    assert await beacons.fetch(REACHED) is None
    assert await beacons.latest() == REACHED - 10
    beacons.faults.silent = True
    for asked in (beacons.latest(), beacons.fetch(1)):
        with pytest.raises(BeaconUnavailable):
            await asked


def test_each_seed_has_a_sound_chain_that_is_not_the_real_one():
    keys = [LocalKey.of(seed) for seed in (b"", b"1", b"2")]
    keys += [LocalKey.of(b"1", genesis=1), LocalKey.of(b"1", period_seconds=1)]
    keys.append(LocalKey.of(b"1").other())
    assert len({key.chain.hash for key in keys} | {QUICKNET.hash}) == 7
    for key in keys:
        assert sound(key.chain) == key.chain
        assert chain_named(orjson.dumps(key.info()).decode()) == key.chain


async def test_its_addresses_are_those_of_a_relay():
    relay = Relay(LocalBeacons(seed=SEED, now=now), control=True)
    transport = httpx2.ASGITransport(relay)
    async with httpx2.AsyncClient(transport=transport, base_url="http://beacon") as http:
        info = (await http.get("/info")).json()
        assert (await http.get(f"/{info['hash']}/info")).json() == info
        assert (await http.get(f"/{'00' * 32}/info")).status_code == 404
        last = (await http.get(f"/{info['hash']}/public/latest")).json()
        assert last == (await http.get(f"/public/{REACHED}")).json()
        assert last["round"] == REACHED
        statuses = [
            (await http.get(f"/public/{asked}")).status_code
            for asked in (REACHED + 1, 0, "-1", "first", "9" * 5000)
        ]
        assert statuses == [425, 425, 400, 400, 425]
        assert (await http.post("/control", content=b'{"down": true}')).json()["down"] is True
        assert (await http.get("/info")).status_code == 503
        for wrong in (b'{"down": 1}', b'{"nothing": true}', b"[]"):
            assert (await http.post("/control", content=wrong)).status_code == 400


async def test_without_settings_no_beacon_is_offered(machine):
    beacons = beacons_of(machine())
    assert isinstance(beacons, NoBeacons)
    assert beacons.chain is None
    for asked in (beacons.latest(), beacons.fetch(1)):
        with pytest.raises(BeaconUnavailable):
            await asked


def test_relays_are_those_of_the_production_chain_unless_another_is_described(machine):
    urls = "https://one.example, https://two.example/,https://one.example"
    settings = machine(BEACON_URLS=urls)
    assert settings.beacon_urls == ("https://one.example", "https://two.example/")
    beacons = beacons_of(settings)
    assert isinstance(beacons, Relays)
    assert beacons.chain == QUICKNET
    key = LocalKey.of(SEED)
    described = orjson.dumps(key.info()).decode()
    assert beacons_of(machine(BEACON_URLS=urls, BEACON_CHAIN=described)).chain == key.chain


def test_the_simulator_of_one_folder_is_one_chain(machine):
    first, again = (beacons_of(machine(BEACON_URLS="simulator"), now=now) for _ in range(2))
    assert isinstance(first, LocalBeacons)
    assert first.chain == again.chain
    assert sound(first.chain).hash != QUICKNET.hash


@pytest.mark.parametrize(
    ("variables", "word"),
    [
        ({"BEACON_URLS": "simulator", "BEACON_CHAIN": "quicknet"}, "chain of its own"),
        ({"BEACON_URLS": "simulator", "PRODUCTION": "1"}, "not for production"),
        ({"BEACON_URLS": "simulator,https://one.example"}, "addresses"),
        ({"BEACON_URLS": "ftp://one.example"}, "addresses"),
        ({"BEACON_URLS": ",".join(f"http://{n}" for n in range(9))}, "addresses"),
        ({"BEACON_CHAIN": "quicknet"}, "needs relays"),
        ({"BEACON_URLS": "http://a", "BEACON_CHAIN": "{}", "PRODUCTION": "1"}, "quicknet"),
    ],
)
def test_settings_that_contradict_each_other_are_an_error_at_the_start(machine, variables, word):
    with pytest.raises(ValueError, match=word):
        machine(**variables)


@pytest.mark.parametrize(
    "change", [{"hash": QUICKNET.hash.hex()}, {"period": 60}, {"groupHash": 1}]
)
def test_a_description_that_is_no_chain_is_an_error(machine, change):
    described = orjson.dumps(LocalKey.of(SEED).info() | change).decode()
    with pytest.raises(ValueError, match="KAITUAN_BEACON_CHAIN"):
        beacons_of(machine(BEACON_URLS="http://a", BEACON_CHAIN=described))


def test_no_simulator_is_started_beside_the_production_chain(machine):
    refuse_production(machine())
    refuse_production(machine(BEACON_URLS="simulator"))
    described = orjson.dumps(LocalKey.of(SEED).info()).decode()
    refuse_production(machine(BEACON_URLS="http://127.0.0.1:8002", BEACON_CHAIN=described))
    for variables in ({"PRODUCTION": "1"}, {"BEACON_URLS": "https://one.example"}):
        with pytest.raises(ClickException):
            refuse_production(machine(**variables))
        told = CliRunner().invoke(main, ["sandbox-beacon"])
        assert told.exit_code == 1
        assert "Error: the " in told.output


async def test_the_simulator_as_a_process_is_a_relay_of_the_chain_it_prints(tmp_path):
    port = free_port()
    env = environment(tmp_path)
    with started("sandbox-beacon", "--port", str(port), env=env) as running:
        running.line(rf"beacon simulator on http://127.0.0.1:{port}")
        wait_listening(port)
        [described] = [line for line in running.text.splitlines() if line.startswith("{")]
        relays = Relays(chain_named(described), [f"http://127.0.0.1:{port}"])
        latest = await relays.latest()
        assert (await relays.fetch(latest)).round == latest
        assert await relays.fetch(latest + 1000) is None
        running.end()
        assert "Traceback" not in running.text


@pytest.mark.parametrize(
    ("variables", "mark", "word"),
    [
        ({}, "green", "none"),
        ({"BEACON_URLS": "simulator"}, "yellow", "simulator"),
        ({"BEACON_URLS": "http://127.0.0.1:1"}, "red", "no relay"),
        ({"BEACON_URLS": "http://127.0.0.1:1", "BEACON_CHAIN": "{}"}, "red", "BEACON_CHAIN"),
    ],
)
async def test_the_doctor_looks_at_the_beacon(machine, variables, mark, word):
    found = await beacon(machine(**variables))
    assert (found.mark, word in found.found) == (mark, True)
