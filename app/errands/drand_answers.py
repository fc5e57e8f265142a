"""What drand's relays answer, read strictly: a part that cannot be meant fails the whole."""

from dataclasses import dataclass
from typing import Any, cast

import orjson

from rules.beacons import (
    MOST_ROUND,
    SCHEME,
    BeaconInvalid,
    Chain,
    chain_hash,
    randomness_of,
    sound,
)


class RelayFailed(Exception):
    """One relay gave no answer that can be read, or is about another chain."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one relay told of a round; nobody checked yet that the chain signed it."""

    url: str
    round: int
    signature: bytes


def read_said(url: str, status: int, text: bytes, *, round_number: int | None) -> Said:
    """Return what an answer tells of the round asked for, or of any.

    Raises:
        RelayFailed: it tells of another round, contradicts itself, or cannot be read.
    """
    if status != 200:
        raise RelayFailed(f"answered {status}")
    told = _parsed(text)
    number, signature = told.get("round"), _hex(told, "signature")
    if type(number) is not int or not 1 <= number <= MOST_ROUND:
        raise RelayFailed("a round that is no number")
    if round_number not in (None, number):
        raise RelayFailed(f"told round {number}, asked for {round_number}")
    # Newer relays leave it out: it follows from the signature.
    if "randomness" in told and _hex(told, "randomness") != randomness_of(signature):
        raise RelayFailed("a randomness that is not its signature's")
    return Said(url, number, signature)


def check_info(chain: Chain, status: int, text: bytes) -> None:
    """Return if a relay says that it serves this chain, in every part of it.

    Raises:
        RelayFailed: it serves another.
    """
    if status != 200:
        raise RelayFailed(f"does not know the chain: answered {status}")
    try:
        served = read_chain(text)
    except BeaconInvalid as wrong:
        raise RelayFailed(str(wrong)) from None
    if served != chain:
        raise RelayFailed(f"serves the chain {served.hash.hex()}")


def read_chain(text: bytes | str) -> Chain:
    """Return the chain that drand's ``/info`` describes, its hash made again from its parts.

    Raises:
        BeaconInvalid: a part is missing or cannot be meant, or the hash is another chain's.
    """
    try:
        told = _parsed(text)
        metadata = told.get("metadata")
        names = cast("dict[str, Any]", metadata) if isinstance(metadata, dict) else {}
        period, genesis = _whole(told, "period"), _whole(told, "genesis_time")
        key, hashed = _hex(told, "public_key"), _hex(told, "hash")
        group_hash = _hex(told, "groupHash")
    except RelayFailed as wrong:
        raise BeaconInvalid(str(wrong)) from None
    scheme, name = told.get("schemeID"), names.get("beaconID", "default")
    if scheme != SCHEME:
        raise BeaconInvalid(f"a scheme other than {SCHEME}")
    if not isinstance(name, str):
        raise BeaconInvalid("a beaconID that is no text")
    made = chain_hash(
        period_seconds=period, genesis=genesis, key=key, group_hash=group_hash, beacon_id=name
    )
    if made != hashed:
        raise BeaconInvalid("a hash that is not that of the chain described")
    return sound(Chain(hash=hashed, period_seconds=period, genesis=genesis, key=key))


def _parsed(text: bytes | str) -> dict[str, Any]:
    try:
        told = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise RelayFailed("no JSON") from None
    if not isinstance(told, dict):
        raise RelayFailed("no JSON object")
    return cast("dict[str, Any]", told)


def _whole(told: dict[str, Any], name: str) -> int:
    value = told.get(name)
    if type(value) is not int or not 0 <= value < 2**32:
        raise RelayFailed(f"{name} is no whole number that can be meant")
    return value


def _hex(told: dict[str, Any], name: str) -> bytes:
    value = told.get(name)
    if not isinstance(value, str):
        raise RelayFailed(f"{name} is no text")
    try:
        read = bytes.fromhex(value)
    except ValueError:
        raise RelayFailed(f"{name} is not hexadecimal") from None
    if read.hex() != value:
        raise RelayFailed(f"{name} is not written in lower case without blanks")
    return read
