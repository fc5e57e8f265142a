"""Which end each sum must have, told from what was sent alone; and what did not end so."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from tests.hostile.notices import Sum
from tests.hostile.script import Buyer, Script, Team


@dataclass
class Ends:
    """Where all money is in the end, whoever handled it; a team is its count of taken seats."""

    recorded: dict[str, tuple[str, int, str]] = field(default_factory=dict)
    seated: set[str] = field(default_factory=set)
    returned: Counter[str] = field(default_factory=Counter)
    waiting: Counter[str] = field(default_factory=Counter)
    seats: Counter[str] = field(default_factory=Counter)
    formed: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Wrong:
    """Something that must not be, and for whom."""

    what: str
    whom: str


def judged(script: Script, ends: Ends) -> list[Wrong]:
    """Everything that is wrong; nothing is right."""
    told = defaultdict(list)
    for sum_ in script.first:
        told[sum_.reference].append(sum_)
    found = [Wrong("never told of", reference) for reference in ends.recorded.keys() - told.keys()]
    for reference, sums in told.items():
        found += _one_end(script, ends, reference, sums)
    for buyer in script.buyers.values():
        found += _of_buyer(buyer, ends)
    for team in script.teams:
        found += _of_team(script, team, ends)
    return found


def _one_end(script: Script, ends: Ends, reference: str, sums: list[Sum]) -> list[Wrong]:
    meant = [s for s in sums if ends.recorded.get(reference) == (s.number, s.fen, s.currency)]
    if not meant:
        return [Wrong("not recorded as it was told", reference)]
    [sum_] = meant
    buyer = script.buyers.get(sum_.number)
    taken = sum_.fen if reference in ends.seated else 0
    back, waits = ends.returned[reference], ends.waiting[reference]
    if taken + back + waits != sum_.fen or sum_.fen not in (taken, back, waits):
        return [Wrong(f"has {(taken, back, waits)} as seat, refund, case", reference)]
    if buyer is None:
        return [] if waits else [Wrong("is nobody's and yet settled", reference)]
    # What is not in fen waits for a human, who alone knows how it goes back.
    if bool(waits) != (sum_.currency != "CNY"):
        return [Wrong("waits, or does not, against the rule", reference)]
    if taken and sum_ not in eligible(buyer):
        return [Wrong("buys a seat it cannot buy", reference)]
    return []


def eligible(buyer: Buyer) -> list[Sum]:
    """The sums that may buy the seat: right, in time, and not of somebody who left."""
    if buyer.is_out or buyer.team.called_off:
        return []
    right = [s for s in buyer.sums if (s.fen, s.currency) == (buyer.fen, "CNY")]
    return [s for s in right if s.paid_at <= buyer.hold_until]


def must_sit(script: Script, buyer: Buyer) -> bool:
    """Whether no race can keep this buyer from the seat that was paid for."""
    good = eligible(buyer)
    if not good or buyer.wants_out:
        return False
    told = min(script.first[s] for s in good)
    others = [s for s in buyer.sums if s not in good]
    if any(script.first[s] <= told or s in buyer.known for s in others) or _is_torn(buyer):
        return False
    return told <= buyer.joined or any(s in buyer.known for s in good)


def _is_torn(buyer: Buyer) -> bool:
    return len({s.reference for s in buyer.sums}) < len(buyer.sums)


def _of_buyer(buyer: Buyer, ends: Ends) -> list[Wrong]:
    mine = {s.reference for s in buyer.sums}
    found = []
    if len(mine & ends.seated) > 1:
        found.append(Wrong("sits for two sums", buyer.number))
    paid = sum(ends.recorded[name][1] for name in mine if name in ends.recorded)
    kept = sum(ends.recorded[name][1] for name in mine & ends.seated)
    if paid != kept + sum(ends.returned[name] + ends.waiting[name] for name in mine):
        found.append(Wrong("did not get back what bought nothing", buyer.number))
    return found


def _of_team(script: Script, team: Team, ends: Ends) -> list[Wrong]:
    sits = [b for b in team.buyers if {s.reference for s in b.sums} & ends.seated]
    sure = [b for b in team.buyers if must_sit(script, b)]
    hopes = [b for b in team.buyers if eligible(b)]
    formed = team.name in ends.formed
    wrong = {
        "more sit than it has seats": len(sits) > team.size,
        "seats are not those who paid": ends.seats[team.name] != len(sits),
        "did not form although enough paid": len(sure) >= team.enough and not formed,
        "formed although too few could": formed and len(hopes) < team.enough,
        "formed without enough": formed and len(sits) < team.enough,
        "some sit where nothing formed": bool(sits) and not formed,
        "somebody who paid in time does not sit": formed and not set(sure) <= set(sits),
    }
    return [Wrong(what, team.name) for what, is_so in wrong.items() if is_so]
