"""One check of a round's signature is enough for all the draws that it decides."""

from functools import cache

import pytest

from rules.beacons import BeaconInvalid, checked
from rules.draws import published


@cache
def _asked(chain, round_number, signature):
    try:
        return checked(chain, round_number=round_number, signature=signature)
    except BeaconInvalid as wrong:
        return wrong


@pytest.fixture(autouse=True)
def checked_once(monkeypatch):
    """The genuine check of a signature, remembered for the next who asks the same."""

    def remembered(chain, *, round_number, signature):
        answer = _asked(chain, round_number, signature)
        if isinstance(answer, BeaconInvalid):
            raise answer
        return answer

    monkeypatch.setattr(published, "checked", remembered)
