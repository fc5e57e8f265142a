"""No relay is trusted: what counts is signed, whoever lies, is late, or says nothing."""

import json
import logging

import httpx2
import pytest
from starlette.responses import Response

from app.errands.beacons import BeaconUnavailable
from app.errands.drand import Relays
from rules.beacons import QUICKNET, checked, time_of
from tests.beacons.relays import REACHED, Hosts, Net
from tests.beacons.vectors import RANDOMNESS, SIGNATURES, second_opinion, signature_of

LIES = ["wrong_signature", "wrong_round", "mislabelled", "other_chain", "down"]


async def test_a_round_is_fetched_and_checked():
    net = Net()
    beacon = await net.beacons.fetch(REACHED)
    assert beacon.round == REACHED == await net.beacons.latest()
    signed = checked(net.chain, round_number=beacon.round, signature=beacon.signature)
    assert beacon.randomness == signed
    assert second_opinion(net.chain, beacon.round, beacon.signature) == signed


async def test_a_round_is_there_from_its_moment_on():
    net = Net()
    assert await net.beacons.fetch(REACHED + 1) is None
    net.turn(time_of(net.chain, REACHED + 1) - net.now.timestamp() - 1)
    assert await net.beacons.fetch(REACHED + 1) is None
    net.turn(1)
    assert (await net.beacons.fetch(REACHED + 1)).round == REACHED + 1
    # Once known it is known, whoever answers.
    net.all_fail(down=True)
    assert (await net.beacons.fetch(REACHED + 1)).round == REACHED + 1


@pytest.mark.parametrize("lie", LIES)
async def test_one_honest_relay_is_enough(lie, caplog):
    net = Net()
    for relay in net.relays[:2]:
        setattr(relay.faults, lie, True)
    with caplog.at_level(logging.WARNING, logger="app.errands.drand"):
        beacon = await net.beacons.fetch(REACHED)
    assert second_opinion(net.chain, REACHED, beacon.signature) == beacon.randomness
    named = " ".join(record.getMessage() for record in caplog.records)
    assert "relay0" in named
    assert "relay1" in named
    assert "relay2" not in named
    assert await net.beacons.latest() == REACHED


@pytest.mark.parametrize("lie", LIES)
async def test_relays_that_all_lie_are_no_answer(lie):
    net = Net(2)
    net.all_fail(**{lie: True})
    with pytest.raises(BeaconUnavailable):
        await net.beacons.fetch(REACHED)
    if lie != "wrong_round":  # what is told of the latest is then true, only old
        with pytest.raises(BeaconUnavailable):
            await net.beacons.latest()


async def test_a_relay_that_never_answers_is_not_waited_for():
    net = Net(3, call_seconds=0.2)
    net.relays[0].faults.silent = True
    assert (await net.beacons.fetch(REACHED)).round == REACHED
    net.all_fail(silent=True)
    with pytest.raises(BeaconUnavailable):
        await net.beacons.latest()


async def test_an_answer_that_does_not_end_is_left():
    sent = 0

    class Endless(httpx2.AsyncByteStream):
        async def __aiter__(self):
            nonlocal sent
            while True:
                sent += 1
                yield b" " * 1024

    def answer(request):
        return httpx2.Response(200, stream=Endless())

    asking = Relays(QUICKNET, ["http://endless"], transport=httpx2.MockTransport(answer))
    with pytest.raises(BeaconUnavailable):
        await asking.fetch(1000)
    assert sent == 17  # of 1 KiB each, where 16 are taken


async def test_a_late_relay_does_not_hold_up_the_others():
    net = Net(2)
    net.relays[0].faults.late_seconds = 3600
    assert (await net.beacons.fetch(REACHED)).round == REACHED
    assert await net.beacons.latest() == REACHED
    net.all_fail(late_seconds=3600)
    assert await net.asking().fetch(REACHED) is None
    # One that lies does not turn "not yet" into anything else.
    net.relays[1].faults.late_seconds, net.relays[1].faults.wrong_signature = 0, True
    assert await net.asking().fetch(REACHED) is None


async def test_hosts_that_are_not_there_are_no_answer():
    net = Net(1)
    assert (await net.asking(extra=["http://gone", "not an address"]).fetch(9)).round == 9
    with pytest.raises(BeaconUnavailable):
        await Relays(net.chain, ["http://gone"], transport=net.hosts).latest()


async def test_a_relay_of_another_chain_is_asked_for_nothing_more():
    net, stranger = Net(1), Net(1, seed=b"somebody else's")
    asking = Relays(net.chain, ["http://relay0"], transport=stranger.hosts)
    with pytest.raises(BeaconUnavailable):
        await asking.fetch(REACHED)
    assert [path.split("/")[-1] for _, path in stranger.hosts.asked] == ["info"]


async def test_no_simulator_passes_for_quicknet():
    net = Net(1)
    asking = Relays(QUICKNET, ["http://relay0"], transport=net.hosts)
    with pytest.raises(BeaconUnavailable):
        await asking.fetch(1000)


def real(**changed):
    """A relay that answers as drand's do about quicknet's round 1000."""
    info = {
        "public_key": QUICKNET.key.hex(),
        "period": QUICKNET.period_seconds,
        "genesis_time": QUICKNET.genesis,
        "hash": QUICKNET.hash.hex(),
        "groupHash": "f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e",
        "schemeID": QUICKNET.scheme,
        "metadata": {"beaconID": "quicknet"},
    }
    told = {"round": 1000, "randomness": RANDOMNESS[1000], "signature": SIGNATURES[1000]}
    info |= {name: value for name, value in changed.items() if name in info}
    told |= {name: value for name, value in changed.items() if name in told}

    async def app(scope, receive, send):
        text = changed.get("text") or json.dumps(info if scope["path"].endswith("/info") else told)
        await Response(text)(scope, receive, send)

    return Relays(QUICKNET, ["http://real"], transport=Hosts({"real": app}))


async def test_what_real_relays_answer_is_understood():
    beacon = await real().fetch(1000)
    assert beacon.signature == signature_of(1000)
    assert beacon.randomness.hex() == RANDOMNESS[1000]
    assert await real().latest() == 1000


STRANGE = {
    "another round": {"round": 1001},
    "a round in words": {"round": "1000"},
    "a round that is true": {"round": True},
    "a round of none": {"round": None},
    "another randomness": {"randomness": RANDOMNESS[657413]},
    "a signature in capitals": {"signature": SIGNATURES[1000].upper()},
    "a signature of no text": {"signature": 5},
    "half a signature": {"signature": SIGNATURES[1000][:48]},
    "a signature that is none": {"signature": "zz"},
    "another hash": {"hash": "00" * 32},
    "another key": {"public_key": "00" * 96},
    "another genesis": {"genesis_time": 1},
    "a genesis past all numbers": {"genesis_time": 2**80},
    "another period": {"period": 30},
    "another scheme": {"schemeID": "pedersen-bls-chained"},
    "another name": {"metadata": {"beaconID": "default"}},
    "a name of no text": {"metadata": {"beaconID": 1}},
    "no name": {"metadata": None},
    "no JSON": {"text": "<html>"},
    "no object": {"text": "[]"},
    "very deep": {"text": "[" * 10000},
}


@pytest.mark.parametrize("strange", STRANGE.values(), ids=STRANGE)
async def test_strange_answers_are_none(strange):
    with pytest.raises(BeaconUnavailable):
        await real(**strange).fetch(1000)
