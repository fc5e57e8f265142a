"""How the beacon simulator misbehaves when it is told to."""

from dataclasses import dataclass


@dataclass(slots=True, kw_only=True)
class Faults:
    """What is wrong with one simulator at this moment; a fresh one has no fault.

    ``silent``: never answers. ``down``: answers 503. ``late_seconds``: every round comes so much
    later. ``wrong_signature``: signs with another key. ``wrong_round``: tells the round before,
    whole. ``mislabelled``: tells the round before under the number asked for.
    ``other_chain``: serves a chain of another key, whole, in the place of its own.
    ``endless``: the answer does not end.
    """

    silent: bool = False
    down: bool = False
    late_seconds: int = 0
    wrong_signature: bool = False
    wrong_round: bool = False
    mislabelled: bool = False
    other_chain: bool = False
    endless: bool = False
