"""A carrier for tests and demos: every parcel has its way, the same whenever it is asked."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta

from app.errands.carrier import Question
from rules.parcels import Movement, ParcelStatus

HOUR = timedelta(hours=1)
PLACES = ("杭州转运中心", "武汉转运中心", "郑州转运中心", "成都转运中心", "昆明转运中心")
# Numbers that end so have a fate that a test, or whoever shows the product, can count on.
LOST_ENDING, RETURNED_ENDING = "LOST", "BACK"


class SimulatedCarrier:
    """Carries any number of any carrier; ``seed`` decides how long each takes, and its fate."""

    def __init__(self, seed: str = "kaituan") -> None:
        self._seed = seed

    async def track(self, question: Question, /) -> Sequence[Movement]:
        """Return all that happened to a parcel by now."""
        number = question.tracking_number
        cast = f"{self._seed}|{question.carrier_code}|{number}"
        dice = hashlib.sha256(cast.encode()).digest()
        pace = HOUR * (1 + dice[0] % 4) / 2
        here = PLACES[dice[1] % len(PLACES)], PLACES[dice[2] % len(PLACES)]
        way = [
            (4, ParcelStatus.COLLECTED, "揽收网点"),
            (12, ParcelStatus.IN_TRANSIT, here[0]),
            (24, ParcelStatus.IN_TRANSIT, here[1]),
            *_end(_fate(dice, number)),
        ]
        told = [
            Movement(
                event_id=f"{number}-{n}",
                status=status,
                place=place,
                happened_at=question.shipped_at + pace * step,
            )
            for n, (step, status, place) in enumerate(way, 1)
        ]
        return [each for each in told if each.happened_at <= question.asked_at]


def _fate(dice: bytes, number: str) -> ParcelStatus:
    if number.endswith(LOST_ENDING):
        return ParcelStatus.LOST
    if number.endswith(RETURNED_ENDING):
        return ParcelStatus.RETURNED
    # One in 64 is lost, one in 64 goes back.
    return {0: ParcelStatus.LOST, 1: ParcelStatus.RETURNED}.get(
        dice[3] % 64, ParcelStatus.DELIVERED
    )


def _end(fate: ParcelStatus) -> list[tuple[int, ParcelStatus, str]]:
    if fate is ParcelStatus.LOST:
        return [(48, fate, "")]
    out = (32, ParcelStatus.OUT_FOR_DELIVERY, "派送网点")
    return [out, (36 if fate is ParcelStatus.DELIVERED else 60, fate, "")]
