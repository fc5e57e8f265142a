import asyncio

import pytest

from app.pages.kept import Kept, TooManyMaking


class Bench:
    """Makes things that a test lets through one by one."""

    def __init__(self):
        self.made, self.gate, self.seconds = [], asyncio.Event(), 0.0

    def kept(self, **changes):
        told = {"most": 2, "seconds": 10, "making": 2, "deadline_seconds": 20}
        return Kept(**{**told, **changes}, clock=lambda: self.seconds)

    def make(self, name):
        async def making():
            self.made.append(name)
            await self.gate.wait()
            if name == "broken":
                raise ValueError(name)
            return f"{name} {len(self.made)}"

        return making


@pytest.fixture
def bench():
    return Bench()


async def test_who_asks_at_once_is_given_the_same_and_who_gives_up_takes_it_from_nobody(bench):
    kept = bench.kept()
    asking = [asyncio.create_task(kept.get("a", bench.make("a"))) for _ in range(5)]
    await asyncio.sleep(0)
    asking[0].cancel()
    await asyncio.sleep(0)
    bench.gate.set()
    answers = await asyncio.gather(*asking, return_exceptions=True)
    assert isinstance(answers[0], asyncio.CancelledError)
    assert answers[1:] == ["a 1"] * 4
    assert bench.made == ["a"]


async def test_it_is_kept_a_while_and_the_longest_unasked_goes_first(bench):
    kept = bench.kept()
    bench.gate.set()
    for name in ("a", "b", "a", "c", "a", "b"):
        await kept.get(name, bench.make(name))
    assert bench.made == ["a", "b", "c", "b"]
    bench.seconds = 11
    assert await kept.get("a", bench.make("a")) == "a 5"


async def test_no_more_is_made_at_once_than_may_be(bench):
    kept = bench.kept()
    asking = [asyncio.create_task(kept.get(name, bench.make(name))) for name in "ab"]
    await asyncio.sleep(0)
    with pytest.raises(TooManyMaking):
        await kept.get("c", bench.make("c"))
    bench.gate.set()
    await asyncio.gather(*asking)
    assert await kept.get("c", bench.make("c")) == "c 3"


async def test_what_failed_is_made_again(bench):
    kept = bench.kept()
    bench.gate.set()
    for _ in range(2):
        with pytest.raises(ValueError, match="broken"):
            await kept.get("broken", bench.make("broken"))
    assert bench.made == ["broken"] * 2


async def test_what_takes_too_long_is_given_up_and_makes_room(bench):
    kept = bench.kept(making=1, deadline_seconds=0.01)
    with pytest.raises(TimeoutError):
        await kept.get("a", bench.make("a"))
    bench.gate.set()
    assert await kept.get("b", bench.make("b")) == "b 2"
