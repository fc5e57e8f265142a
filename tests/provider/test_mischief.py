"""The switches stand as they were told, in every process and after a restart, or not at all."""

import asyncio
import json

import pytest

from app.errands.provider import ProviderRefused, ProviderUnavailable
from app.sandbox.mischief import CALM
from app.sandbox.switches import SWITCHES, Kind
from app.sandbox.words import CHOICES
from app.sandbox.words import SWITCHES as NAMED
from tests.provider.world import Clock, world


def largest(switch):
    if switch.kind is Kind.TRUTH:
        return True
    return switch.choices[-1] if switch.kind is Kind.CHOICE else switch.most


def wrong_values(switch):
    if switch.kind is Kind.TRUTH:
        return [1, "true", None, "all"]
    if switch.kind is Kind.CHOICE:
        return ["", "everything", None, 1, ["all"]]
    if switch.kind is Kind.FEN:
        return [0, -1, switch.most + 1, 1.0, "all", True]
    wrong = [-1, switch.most + 1, 1.0, "1", True, None, [], 10**30]
    return wrong if switch.kind is Kind.TIMES else [*wrong, "all"]


def test_all_is_off_at_the_start_and_has_a_name():
    assert CALM.shown() == {name: switch.off for name, switch in SWITCHES.items()}
    assert set(NAMED) == set(SWITCHES)
    assert set(SWITCHES["answers_of"].choices) == set(CHOICES)


@pytest.mark.parametrize("name", SWITCHES)
async def test_a_switch_is_turned_within_its_bounds_and_refused_beyond(w, name):
    switch = SWITCHES[name]
    most = largest(switch)
    assert (await w.client.control({name: most}))[name] == most
    stands = await w.client.control()
    other = "pay_late" if name != "pay_late" else "pay_twice"
    for wrong in wrong_values(switch):
        # The right one beside it comes first, and is not turned either.
        body = json.dumps({other: True, name: wrong}).encode()
        answer = await w.send("POST", "/control", body)
        assert (answer.status_code, answer.json()["code"]) == (400, "FIELD_INVALID"), wrong
        assert answer.json()["field"] == name
        assert await w.client.control() == stands
    assert await w.client.control({name: switch.off}) == CALM.shown()


async def test_a_switch_that_is_none_is_refused(w):
    with pytest.raises(ProviderRefused) as refused:
        await w.client.control({"pay_twice": True, "pay_thrice": True})
    assert refused.value.code == "FIELD_INVALID"
    assert await w.sandbox.mischief() == CALM


async def test_calm_turns_everything_off(w):
    told = {name: largest(switch) for name, switch in SWITCHES.items()}
    assert await w.client.control(told) == told
    assert await w.client.calm() == CALM.shown()
    assert await w.sandbox.mischief() == CALM
    paid = await w.paid()
    assert (paid.amount_fen, len(w.told)) == (1990, 1)


async def test_switches_outlive_a_restart(tmp_path):
    place = tmp_path / "provider.db"
    async with world(place) as before:
        await before.client.control({"refund_failures": 2, "pay_amount_fen": 7})
        await before.paid()
        with pytest.raises(ProviderUnavailable):
            await before.client.refund(before.refund(amount_fen=1))
    async with world(place) as after:
        shown = await after.client.control()
        assert (shown["refund_failures"], shown["pay_amount_fen"]) == (1, 7)
        with pytest.raises(ProviderUnavailable):
            await after.client.refund(after.refund(amount_fen=1))
        assert (await after.client.refund(after.refund(amount_fen=1))).amount_fen == 1
        assert (await after.client.control())["refund_failures"] == 0


async def test_providers_on_one_file_count_down_together(tmp_path):
    place, clock = tmp_path / "provider.db", Clock()
    async with world(place, clock=clock) as one, world(place, clock=clock) as other:
        await one.paid()
        await other.client.control({"refund_failures": 5})
        tried = [w.client.refund(w.refund()) for w in (one, other) for _ in range(5)]
        outcomes = await asyncio.gather(*tried, return_exceptions=True)
        assert sum(isinstance(each, ProviderUnavailable) for each in outcomes) == 5
        assert len({each.reference for each in outcomes if not isinstance(each, Exception)}) == 1
        await one.client.control({"refund_failures": "all"})
        assert (await other.sandbox.mischief()).refund_failures == "all"


async def test_providers_on_one_file_refuse_what_the_other_has_heard(tmp_path):
    place, clock, nonce = tmp_path / "provider.db", Clock(), "0123456789abcdef"
    async with world(place, clock=clock) as one, world(place, clock=clock) as other:
        assert (await one.send("GET", "/v1/payments", nonce=nonce)).status_code == 200
        again = await other.send("GET", "/v1/payments", nonce=nonce)
        assert (again.status_code, again.json()["code"]) == (401, "NONCE_REPEATED")
    async with world(place, clock=clock) as later:
        again = await later.send("GET", "/v1/payments", nonce=nonce)
        assert (again.status_code, again.json()["code"]) == (401, "NONCE_REPEATED")
        clock.turn(seconds=601)
        assert (await later.send("GET", "/v1/payments", nonce=nonce)).status_code == 200
