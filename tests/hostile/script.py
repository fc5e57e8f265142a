"""Who buys, what they pay, and ten tellings of each sum, in an order that chance decides."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum
from random import Random

from tests.hostile.notices import Sum

# Team size, and how many are enough at the deadline.
TERMS = ((2, 2), (3, 3), (4, 3), (5, 5))
COPIES = 10
IN_ITS_PHASE = 6


class Phase(IntEnum):
    """What time it is; everything sent in one phase is sent at once."""

    HOLDS = 0  # every hold lives
    EXPIRED = 1  # those of the first buyers ended
    REPLACED = 2  # others sit on the seats that came free
    ENDED = 3  # the deadline of every team passed


@dataclass(eq=False)
class Team:
    """A team as its buyers know it: how many seats it has, and how many are enough."""

    name: str
    size: int
    enough: int
    buyers: list["Buyer"] = field(default_factory=list)
    called_off: bool = False


@dataclass(eq=False)
class Buyer:
    """A hold, the sums that were paid for it, and which of them the provider would admit to."""

    person: object
    team: Team
    number: str
    fen: int
    hold_until: datetime
    joined: Phase
    sums: list[Sum] = field(default_factory=list)
    known: list[Sum] = field(default_factory=list)
    wants_out: bool = False
    is_out: bool = False


@dataclass
class Script:
    """Everything that is sent, by phase; ``first`` tells when a reference is told first."""

    rng: Random
    teams: list[Team] = field(default_factory=list)
    buyers: dict[str, Buyer] = field(default_factory=dict)
    strangers: list[Sum] = field(default_factory=list)
    tellings: dict[Phase, list[Sum]] = field(default_factory=lambda: {p: [] for p in Phase})
    fates: set[Callable[["Script", Buyer], None]] = field(default_factory=set)
    first: dict[Sum, Phase] = field(default_factory=dict)

    def enters(self, buyer: Buyer) -> None:
        self.buyers[buyer.number] = buyer
        buyer.team.buyers.append(buyer)
        # As chance has it; after so many, first those that nobody had yet.
        late = len(self.buyers) > CHANCES
        left = [(fate, weight) for fate, weight in FATES if late and fate not in self.fates]
        names, weights = zip(*(left or FATES), strict=True)
        [fate] = self.rng.choices(names, weights)
        self.fates.add(fate)
        fate(self, buyer)

    def strays(self, at: datetime, *, since: Phase = Phase.HOLDS) -> None:
        """Somebody pays under a number that nobody ever gave out."""
        sum_ = Sum(reference=self._name(), number=f"P-{self._name()}", fen=700, paid_at=at)
        self.strangers.append(sum_)
        self._tell(sum_, self.rng.choice([p for p in Phase if p >= since]))

    def pays(self, buyer: Buyer, *, late: bool = False, **other) -> Sum:
        return self._tell(self._sum(buyer, late=late, **other), buyer.joined)

    def pays_unheard(self, buyer: Buyer, *, late: bool = False, **other) -> Sum:
        """Told only after the hold."""
        phase = self.rng.choice([p for p in Phase if p > _over(buyer.joined)])
        return self._tell(self._sum(buyer, late=late, **other), phase)

    def _sum(self, buyer: Buyer, *, late: bool, **other) -> Sum:
        seconds = self.rng.choice([0, 1, 30, 600])
        moment = -timedelta(seconds=seconds)
        if late:
            moment = timedelta(microseconds=1) if seconds == 0 else timedelta(seconds=seconds / 30)
        facts = {"reference": self._name(), "number": buyer.number, "fen": buyer.fen}
        made = Sum(**{**facts, "paid_at": buyer.hold_until + moment, **other})
        buyer.sums.append(made)
        return made

    def _tell(self, sum_: Sum, phase: Phase) -> Sum:
        self.first[sum_] = phase
        later = self.rng.choices([p for p in Phase if p >= phase], k=COPIES - IN_ITS_PHASE)
        for each in (*[phase] * IN_ITS_PHASE, *later):
            self.tellings[each].append(sum_)
        return sum_

    def _name(self) -> str:
        return f"T{self.rng.getrandbits(64):016x}"


def _over(joined: Phase) -> Phase:
    """The last phase before holds taken in this one end."""
    return Phase.HOLDS if joined is Phase.HOLDS else Phase.REPLACED


def _pays(script: Script, buyer: Buyer) -> None:
    buyer.known = [script.pays(buyer)]


def _unheard(script: Script, buyer: Buyer) -> None:
    buyer.known = [script.pays_unheard(buyer)]


def _forgotten(script: Script, buyer: Buyer) -> None:
    script.pays_unheard(buyer)


def _late(script: Script, buyer: Buyer) -> None:
    sum_ = script.pays_unheard(buyer, late=True)
    buyer.known = script.rng.choice([[], [sum_]])


def _twice(script: Script, buyer: Buyer) -> None:
    buyer.known = [script.pays(buyer), script.pays(buyer)]


def _again_late(script: Script, buyer: Buyer) -> None:
    buyer.known = [script.pays(buyer), script.pays_unheard(buyer, late=True)]


def _wrong(script: Script, buyer: Buyer) -> None:
    buyer.known = [script.pays(buyer, **_other(script, buyer))]


def _wrong_and_right(script: Script, buyer: Buyer) -> None:
    buyer.known = [script.pays(buyer, **_other(script, buyer)), script.pays(buyer)]
    script.rng.shuffle(buyer.known)


def _torn(script: Script, buyer: Buyer) -> None:
    """Two sums under one reference."""
    right = script.pays(buyer)
    script.pays(buyer, reference=right.reference, fen=buyer.fen + 1)


def _leaving(script: Script, buyer: Buyer) -> None:
    buyer.wants_out = True
    sum_ = script.pays(buyer)
    buyer.known = script.rng.choice([[], [sum_]])


def _never(_: Script, __: Buyer) -> None:
    return


def _other(script: Script, buyer: Buyer) -> dict[str, object]:
    return script.rng.choice([{"fen": buyer.fen - 1}, {"fen": buyer.fen + 1}, {"currency": "USD"}])


CHANCES = 30
FATES: list[tuple[Callable[[Script, Buyer], None], int]] = [
    (_pays, 42),
    (_unheard, 10),
    (_forgotten, 6),
    (_late, 10),
    (_twice, 6),
    (_again_late, 4),
    (_wrong, 5),
    (_wrong_and_right, 4),
    (_torn, 2),
    (_leaving, 5),
    (_never, 6),
]
