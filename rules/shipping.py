"""What the way of goods costs: by province and weight, free from a sum, frozen when placed."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from rules.faults import BadInput
from rules.people import line
from rules.refusals import RegionDearer, RegionNotServed, ShippingAddressMissing
from rules.regions import Province, province_of
from rules.texts import within

RATES_MOST = 40
FEE_MOST_FEN = 1_000_00
GRAMS_MOST = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """What so many grams cost, and every further so many begun; for no province: all others."""

    provinces: tuple[str, ...]
    first_grams: int
    first_fen: int
    further_grams: int
    further_fen: int

    def fee(self, grams: int) -> int:
        """Return what a weight costs, in fen."""
        beyond = max(grams - self.first_grams, 0)
        return self.first_fen + -(-beyond // self.further_grams) * self.further_fen


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """A merchant's rates, and from which sum of goods on the way is free; None is never."""

    rates: tuple[Rate, ...]
    free_from_fen: int | None = None

    @property
    def by_region(self) -> bool:
        """Tell whether it matters where the goods go."""
        return len(self.rates) > 1 or any(rate.provinces for rate in self.rates)

    def plain(self) -> dict[str, Any]:
        """Return the terms as they are stored."""
        rates = [{**asdict(rate), "provinces": list(rate.provinces)} for rate in self.rates]
        return {"rates": rates, "free_from_fen": self.free_from_fen}


def terms(plain: Mapping[str, Any]) -> Terms:
    """Return terms as they were stored."""
    rates = tuple(
        Rate(
            provinces=tuple(rate["provinces"]),
            first_grams=rate["first_grams"],
            first_fen=rate["first_fen"],
            further_grams=rate["further_grams"],
            further_fen=rate["further_fen"],
        )
        for rate in plain["rates"]
    )
    return Terms(rates=rates, free_from_fen=plain["free_from_fen"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What is to be sent: how heavy it is, and what the goods cost, in fen."""

    grams: int
    goods_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """What an order's way costs, in fen, with the terms that say so; none where it is free."""

    fee_fen: int = 0
    terms: dict[str, Any] | None = field(default=None)


FREE = Way()


def way(found: Terms | None, load: Load, *, region: str | None) -> Way:
    """Return what the way of a load to a region costs, with the terms frozen for the order.

    Raises:
        ShippingAddressMissing: it depends on the region, and none is said that rates know.
        RegionNotServed: the merchant does not send there.
    """
    if found is None:
        return FREE
    province = province_of(region) if region is not None else None
    rate = _rate(found, province, region)
    free = found.free_from_fen is not None and load.goods_fen >= found.free_from_fen
    kept = {
        **found.plain(),
        "grams": load.grams,
        "goods_fen": load.goods_fen,
        "province": str(province) if province else None,
    }
    return Way(fee_fen=0 if free else rate.fee(load.grams), terms=kept)


def _rate(found: Terms, province: Province | None, region: str | None) -> Rate:
    if not found.by_region:
        return found.rates[0]
    if region is None:
        raise ShippingAddressMissing
    for rate in found.rates:
        if province is not None and province in rate.provinces:
            return rate
    # An address that names no province pays what all others pay.
    for rate in found.rates:
        if not rate.provinces:
            return rate
    if province is None:
        raise ShippingAddressMissing
    raise RegionNotServed(region=region)


def may_move(kept: Mapping[str, Any] | None, *, paid_fen: int, region: str) -> None:
    """Return if an order may go to another region for what was paid: by the terms it was placed on.

    Raises:
        ShippingAddressMissing: the region is none that rates know.
        RegionNotServed: the merchant did not send there.
        RegionDearer: the way there costs more.
    """
    if kept is None:
        return
    load = Load(grams=kept["grams"], goods_fen=kept["goods_fen"])
    fee_fen = way(terms(kept), load, region=region).fee_fen
    if fee_fen > paid_fen:
        raise RegionDearer(paid_fen=paid_fen, fee_fen=fee_fen)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTemplate:
    """A list of rates as a merchant writes it."""

    name: str
    rates: Sequence[Rate]
    free_from_fen: int | None


def template(raw: NewTemplate) -> tuple[str, Terms]:
    """Return a template's name and terms as they are stored.

    Raises:
        BadInput: something of it cannot be meant, or a province is named twice.
    """
    if not 1 <= len(raw.rates) <= RATES_MOST:
        raise BadInput("input.rates", f"1 to {RATES_MOST}")
    named = [province for rate in raw.rates for province in rate.provinces]
    if len(set(named)) < len(named):
        raise BadInput("input.rates", "each province once")
    if sum(not rate.provinces for rate in raw.rates) > 1:
        raise BadInput("input.rates", "one rate at most for all other provinces")
    for n, rate in enumerate(raw.rates):
        at = f"input.rates.{n}"
        within(rate.first_grams, 1, GRAMS_MOST, field=f"{at}.firstGrams")
        within(rate.further_grams, 1, GRAMS_MOST, field=f"{at}.furtherGrams")
        within(rate.first_fen, 0, FEE_MOST_FEN, field=f"{at}.firstFen")
        within(rate.further_fen, 0, FEE_MOST_FEN, field=f"{at}.furtherFen")
    if raw.free_from_fen is not None:
        within(raw.free_from_fen, 0, 10**10, field="input.freeFromFen")
    name = line(raw.name, field="input.name", most=40)
    return name, Terms(rates=tuple(raw.rates), free_from_fen=raw.free_from_fen)
