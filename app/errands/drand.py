"""How rounds are fetched from drand's relays, none of which is trusted."""

import asyncio
import logging
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import httpx2

from app.errands.beacon_port import Beacon, BeaconUnavailable
from app.errands.drand_answers import RelayFailed, Said, check_info, read_said
from rules.beacons import BeaconInvalid, Chain, checked

CALL_SECONDS = 3.0
LARGEST_ANSWER = 16 * 1024
# What a relay answers about a round that has not come: drand's own two ways.
NOT_YET = frozenset({404, 425})
MOST_KNOWN = 64

log = logging.getLogger(__name__)


class Relays:
    """Rounds of one chain from several relays, asked all at once and compared.

    An answer counts when the chain's key signed it, whoever brought it. Relays that told
    something else are named in the log. Nothing needs to be opened or closed.
    """

    def __init__(
        self,
        chain: Chain,
        urls: Sequence[str],
        *,
        transport: httpx2.AsyncBaseTransport | None = None,
        call_seconds: float = CALL_SECONDS,
    ) -> None:
        assert urls, "somebody must be asked"
        self._chain = chain
        self._urls = [url.rstrip("/") for url in urls]
        self._transport = transport
        self._call_seconds = call_seconds
        self._introduced: set[str] = set()
        self._known: dict[int, Beacon] = {}
        # One at a time: checking is arithmetic, and the answers of the shop come first.
        self._checker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="beacon")

    @property
    def chain(self) -> Chain | None:
        """The chain whose key every answer is checked with."""
        return self._chain

    async def latest(self) -> int:
        """Return the highest round that a relay told and the chain signed."""
        said, _ = await self._ask("latest", round_number=None)
        beacon = await self._first_checked(sorted(said, key=_round_of, reverse=True))
        return beacon.round

    async def fetch(self, round_number: int) -> Beacon | None:
        """Return a round that the chain signed, None where relays say that it has not come."""
        if (known := self._known.get(round_number)) is not None:
            return known
        said, waits = await self._ask(str(round_number), round_number=round_number)
        if not said and waits:
            return None
        try:
            return await self._first_checked(said)
        except BeaconUnavailable:
            if waits:
                return None
            raise

    async def _ask(self, name: str, *, round_number: int | None) -> tuple[list[Said], bool]:
        """Return what relays told, the commonest first, and whether one said that it waits."""
        async with httpx2.AsyncClient(
            transport=self._transport, timeout=self._call_seconds, trust_env=False
        ) as http:
            answers = await asyncio.gather(
                *(self._asked(http, url, name, round_number) for url in self._urls),
                return_exceptions=True,
            )
        said = [answer for answer in answers if isinstance(answer, Said)]
        for url, answer in zip(self._urls, answers, strict=True):
            if isinstance(answer, RelayFailed):
                log.warning("beacon relay %s: %s", url, answer)
            elif isinstance(answer, BaseException):
                raise answer
        votes = Counter((each.round, each.signature) for each in said)
        said.sort(key=lambda each: -votes[each.round, each.signature])
        if not said and None not in answers:
            raise BeaconUnavailable("no relay gave an answer")
        return said, None in answers

    async def _asked(
        self, http: httpx2.AsyncClient, url: str, name: str, round_number: int | None
    ) -> Said | None:
        try:
            async with asyncio.timeout(self._call_seconds):
                if url not in self._introduced:
                    status, text = await self._got(http, f"{url}/{self._chain.hash.hex()}/info")
                    check_info(self._chain, status, text)
                    self._introduced.add(url)
                place = f"{url}/{self._chain.hash.hex()}/public/{name}"
                status, text = await self._got(http, place)
        except (httpx2.HTTPError, httpx2.InvalidURL, TimeoutError, OSError) as failure:
            raise RelayFailed(f"no answer: {failure!r}") from failure
        if status in NOT_YET:
            return None
        return read_said(url, status, text, round_number=round_number)

    async def _got(self, http: httpx2.AsyncClient, place: str) -> tuple[int, bytes]:
        text = bytearray()
        async with http.stream("GET", place) as response:
            async for chunk in response.aiter_bytes():
                text += chunk
                if len(text) > LARGEST_ANSWER:
                    raise RelayFailed("the answer does not end")
            return response.status_code, bytes(text)

    async def _first_checked(self, said: list[Said]) -> Beacon:
        """Return the first that the chain signed; each different answer is checked once."""
        refused: dict[tuple[int, bytes], str] = {}
        right: Beacon | None = None
        for each in said:
            told = each.round, each.signature
            if right is None and told not in refused:
                try:
                    right = await self._checked(each)
                except BeaconInvalid as wrong:
                    refused[told] = str(wrong)
            if told in refused:
                log.error("beacon relay %s told what is not so: %s", each.url, refused[told])
        if right is None:
            raise BeaconUnavailable("no relay told a round that the chain signed")
        for each in said:
            if each.round == right.round and each.signature != right.signature:
                log.error("beacon relay %s told another signature", each.url)
        return right

    async def _checked(self, said: Said) -> Beacon:
        if (known := self._known.get(said.round)) and known.signature == said.signature:
            return known

        def check() -> bytes:
            return checked(self._chain, round_number=said.round, signature=said.signature)

        randomness = await asyncio.get_running_loop().run_in_executor(self._checker, check)
        beacon = Beacon(round=said.round, signature=said.signature, randomness=randomness)
        while len(self._known) >= MOST_KNOWN:
            self._known.pop(next(iter(self._known)))
        self._known[said.round] = beacon
        return beacon


def _round_of(said: Said) -> int:
    return said.round
