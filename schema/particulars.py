"""What only some kinds of campaign have, as clients see it and say it: a draw, a ladder."""

from typing import Self

import strawberry

from rules import particulars as rules
from rules.particulars import DrawMode, DrawScope, FundedBy
from schema.cost import Cost
from schema.enums import described
from schema.money import Money
from schema.scalars import BigInt

described(
    DrawScope,
    "Among whom a draw is held.",
    TEAM="Each team that forms has its own.",
    CAMPAIGN="One among all members of teams that formed, once the campaign is over.",
)
described(
    DrawMode,
    "What a draw's chance comes from, named for what it proves.",
    OPERATOR_COMMIT=(
        "A secret fixed when the team opened. It does not stop an operator who plays himself, "
        "or who withholds."
    ),
    PUBLIC_BEACON="A public beacon's round after the entries were fixed: nobody could know it.",
)
described(
    FundedBy,
    "Whose money stands behind what a campaign promises.",
    DEPOSIT="The merchant's deposit.",
    MARKETING="The platform's marketing; an operator publishes.",
)


@strawberry.type(description="A draw's terms: who is drawn, what winners get and what losers.")
class DrawTerms:
    scope: DrawScope = strawberry.field(description="Among whom it is held.")
    mode: DrawMode = strawberry.field(description="What its chance comes from.")
    winners: int = strawberry.field(description="How many win in each draw.")
    most: int = strawberry.field(
        description="How many teams, or entries of a campaign's one draw, there can be."
    )
    funded_by: FundedBy = strawberry.field(description="Whose money stands behind it.")
    market_price: Money = strawberry.field(description="What a prize's goods are worth.")
    subsidy: Money = strawberry.field(description="What each loser receives beside the refund.")
    grants_fund: bool = strawberry.field(
        description="Whether a winner receives a shopping fund equal to the price paid."
    )
    points: int = strawberry.field(description="Points for each winner.")
    shares: int = strawberry.field(description="Dividend shares for each winner.")
    report_days: int | None = strawberry.field(
        description="Within how many days a winner reports; null where nothing is owed."
    )

    @classmethod
    def of(cls, draw: rules.DrawTerms) -> Self:
        """Show the terms of a draw."""
        return cls(
            scope=draw.scope,
            mode=draw.mode,
            winners=draw.winners,
            most=draw.most,
            funded_by=draw.funded_by,
            market_price=Money.of(draw.market_price_fen),
            subsidy=Money.of(draw.subsidy_fen),
            grants_fund=draw.grants_fund,
            points=draw.points,
            shares=draw.shares,
            report_days=draw.report_days,
        )


@strawberry.type(description="A step of a price ladder: from this size on, each pays this price.")
class Rung:
    size: int = strawberry.field(description="From how many members on.")
    price: Money = strawberry.field(description="What one piece costs each of them in the end.")

    @classmethod
    def of(cls, rung: rules.Rung) -> Self:
        """Show a step of a ladder."""
        return cls(size=rung.size, price=Money.of(rung.price_fen))


@strawberry.type(
    description="What a campaign pays who led its buyers here, in hundredths of a percent of goods "
    "kept; a part of its frozen rules."
)
class CommissionTerms:
    levels_bp: list[int] | None = strawberry.field(
        description="By level, who led the buyer first; null where product or policy say it.",
        directives=[Cost(bound=3)],
    )
    leader_commission_bp: int = strawberry.field(
        description="What who opened the buyer's team earns by each other member."
    )

    @classmethod
    def of(cls, terms: rules.CommissionTerms) -> Self:
        """Show what a campaign says of commissions."""
        levels_bp = None if terms.levels_bp is None else list(terms.levels_bp)
        return cls(levels_bp=levels_bp, leader_commission_bp=terms.leader_bp)


@strawberry.input(
    description="What a campaign pays who led its buyers here, in hundredths of a percent; "
    "together at most 3000."
)
class CommissionTermsInput:
    levels_bp: list[int] | None = strawberry.field(
        default=None,
        description="By level, who led the buyer first: up to 3; unsaid leaves it to the product, "
        "else to policy: 500, 200, and 100 where an operator allows a third.",
    )
    leader_commission_bp: int = strawberry.field(
        default=0, description="What who opened the buyer's team earns by each other member."
    )


@strawberry.input(description="A draw's terms, for LOTTERY and TRIAL alone.")
class DrawTermsInput:
    scope: DrawScope = strawberry.field(
        default=DrawScope.TEAM, description="Among whom it is held."
    )
    mode: DrawMode = strawberry.field(
        default=DrawMode.OPERATOR_COMMIT, description="What its chance comes from."
    )
    winners: int = strawberry.field(default=1, description="How many win in each draw.")
    most: int = strawberry.field(
        description="How many teams at most, each with its draw; else how many entries."
    )
    funded_by: FundedBy = strawberry.field(
        default=FundedBy.DEPOSIT, description="Whose money stands behind it."
    )
    market_price_fen: BigInt = strawberry.field(
        description="What a prize's goods are worth, no less than their solo price."
    )
    subsidy_fen: BigInt = strawberry.field(
        default=BigInt(0), description="What each loser receives; at most 10.00 on a day."
    )
    grants_fund: bool = strawberry.field(
        default=False,
        description="Whether a winner receives a shopping fund equal to the price paid.",
    )
    points: int = strawberry.field(default=0, description="Points for each winner.")
    shares: int = strawberry.field(
        default=0, description="Dividend shares for each winner; by an override alone."
    )
    report_days: int | None = strawberry.field(
        default=None, description="Within how many days a TRIAL's winner reports: 1 to 90."
    )


@strawberry.input(description="A step of a price ladder.")
class RungInput:
    size: int = strawberry.field(description="From how many members on: 2 to 1,000.")
    price_fen: BigInt = strawberry.field(description="What each of them pays in the end.")


def draw_terms(input: DrawTermsInput) -> rules.DrawTerms:
    """Return the terms that were said."""
    return rules.DrawTerms(
        scope=input.scope,
        mode=input.mode,
        winners=input.winners,
        most=input.most,
        funded_by=input.funded_by,
        market_price_fen=input.market_price_fen,
        subsidy_fen=input.subsidy_fen,
        grants_fund=input.grants_fund,
        points=input.points,
        shares=input.shares,
        report_days=input.report_days,
    )


def commission_terms(input: CommissionTermsInput) -> rules.CommissionTerms:
    """Return what was said of commissions."""
    levels_bp = None if input.levels_bp is None else tuple(input.levels_bp)
    return rules.CommissionTerms(levels_bp=levels_bp, leader_bp=input.leader_commission_bp)


def ladder(input: list[RungInput]) -> tuple[rules.Rung, ...]:
    """Return the steps that were said."""
    return tuple(rules.Rung(size=rung.size, price_fen=rung.price_fen) for rung in input)
