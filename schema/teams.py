"""Teams and seats as clients see them, and what clients may do with them."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

import strawberry

from actions.placing import Placed
from models import teams as rows
from resolvers import activity, draws
from resolvers import teams as resolvers
from resolvers.loaders import Loaders
from resolvers.pages import Window
from resolvers.teams import TeamSort
from resolvers.touched import touch
from rules import ladder
from rules.faults import BadInput
from rules.teams import EndReason, SeatState, TeamStatus
from schema.activity import TeamActivity
from schema.campaigns import Campaign
from schema.cost import Cost
from schema.draws import Draw
from schema.enums import described
from schema.info import Info
from schema.money import Money
from schema.node import Node, ids
from schema.pages import Connection, connection
from schema.particulars import Rung
from schema.people import Member
from schema.sameness import ALIKE_AT_A_MOMENT, SAME_FOR_ALL
from schema.showing import at, shows
from schema.together import followed
from schema.windows import After, Before, First, Last

if TYPE_CHECKING:
    from schema.orders import Order

SEATS_MOST = 100

described(
    TeamSort,
    "In which order teams are listed.",
    NEWEST="The latest opened first.",
    FILLING="Only those that take members: the fewest seats left first, then the next to close, "
    "of the two thousand that close next; read forwards alone.",
)


@strawberry.type(description="A place in a team; a number is given again once released.")
class Seat:
    person_id: strawberry.Private[UUID | None]
    number: int = strawberry.field(description="Its number, clockwise from twelve, from 1.")
    state: SeatState = strawberry.field(description="Where it stands.")
    held_until: datetime | None = strawberry.field(
        description="Until when its holder may pay; null unless it is held."
    )

    @classmethod
    def of(cls, row: rows.Seat) -> Self:
        """Show a seat that somebody holds or fills."""
        held = row.state is SeatState.HELD
        return cls(
            person_id=row.person_id,
            number=row.number,
            state=row.state,
            held_until=row.held_until if held else None,
        )

    @strawberry.field(
        description="Who sits here, masked; null where nobody does.", metadata=SAME_FOR_ALL
    )
    async def member(self, info: Info) -> Member | None:
        if self.person_id is None:
            return None
        row = await info.context.loaders.person.load(self.person_id)
        return Member.of(row) if row else None

    @strawberry.field(description="Whether the viewer sits here.")
    def is_mine(self, info: Info) -> bool:
        viewer = info.context.viewer
        return viewer is not None and viewer.id == self.person_id


@shows(
    {"row": rows.Team},
    id=at("row.id", says=ids("Team")),
    seats_left=at(
        "row.size", "row.seats_filled", "row.seats_held", "row.status", says=rows.seats_left
    ),
)
@strawberry.type(description="A group of buyers racing a deadline for a shared price.")
class Team(Node):
    row: strawberry.Private[rows.Team]
    loaders: strawberry.Private[Loaders | None]
    code: str = strawberry.field(description="What its link carries; eight signs.")
    status: TeamStatus = strawberry.field(description="Where it stands.")
    size: int = strawberry.field(description="How many members complete it.")
    completes_at_size: int | None = strawberry.field(
        description="It forms at its deadline with at least so many too; null if only when full."
    )
    seats_filled: int = strawberry.field(description="Seats that are paid.")
    seats_held: int = strawberry.field(description="Seats that are being paid for.")
    seats_left: int = strawberry.field(description="Seats that can be taken.")
    version: int = strawberry.field(description="Grows with every change; keep the highest.")
    opened_at: datetime = strawberry.field(description="When it opened.")
    closes_at: datetime = strawberry.field(description="Its deadline.")
    formed_at: datetime | None = strawberry.field(description="When its last seat was paid.")
    end_reason: EndReason | None = strawberry.field(description="Why it ended unformed, if so.")

    @classmethod
    def of(cls, row: rows.Team, loaders: Loaders | None = None) -> Self:
        """Show a team; an event shares the loaders it brings among all who are told of it."""
        touch("team", row.id)
        shown = object.__new__(cls)
        shown.row, shown.loaders = row, loaders
        return shown

    @strawberry.field(
        description="The server's clock when this was answered.", metadata=ALIKE_AT_A_MOMENT
    )
    def server_time(self, info: Info) -> datetime:
        return info.context.now()

    @strawberry.field(
        description="The deadline passed and the provider is being asked; a verdict follows.",
        metadata=ALIKE_AT_A_MOMENT,
    )
    def confirming(self, info: Info) -> bool:
        return self.row.status is TeamStatus.OPEN and self.row.closes_at <= info.context.now()

    @strawberry.field(
        description="Its first seats by number, empty ones too; at most 100.", metadata=SAME_FOR_ALL
    )
    async def seats(
        self,
        info: Info,
        first: Annotated[int, strawberry.argument(description="How many, at most 100.")] = 10,
    ) -> list[Seat]:
        if not 1 <= first <= SEATS_MOST:
            raise BadInput("first", f"1 to {SEATS_MOST}")
        taken = {row.number: row for row in await resolvers.seats(info.context, self.row.id)}
        return [
            Seat.of(taken[number])
            if number in taken
            else Seat(person_id=None, number=number, state=SeatState.EMPTY, held_until=None)
            for number in range(1, min(first, self.size) + 1)
        ]

    @strawberry.field(
        description="The viewer's own seat, wherever it is; null where they hold and fill none."
    )
    async def my_seat(self, info: Info) -> Seat | None:
        row = await resolvers.my_seat(info.context, self.row.id)
        return Seat.of(row) if row else None

    @strawberry.field(
        description="The viewer's latest order in it, over or not; null if they placed none."
    )
    async def my_order(
        self, info: Info
    ) -> Annotated["Order", strawberry.lazy("schema.orders")] | None:
        from schema.orders import Order  # noqa: PLC0415 - the two know each other

        row = await resolvers.my_order(info.context, self.row.id)
        return Order.of(row) if row else None

    @strawberry.field(description="Whether the viewer leads it.")
    def is_led_by_viewer(self, info: Info) -> bool:
        viewer = info.context.viewer
        return viewer is not None and viewer.id == self.row.leader_id

    @strawberry.field(
        description="What happened in it, the latest first: everything since it opened, each once.",
        metadata=SAME_FOR_ALL,
    )
    async def activity(
        self, info: Info, first: First = None, after: After = None
    ) -> Connection[TeamActivity]:
        window = Window(first=first, after=after)
        page = await activity.activity_of(info.context, self.row.id, window)
        return connection(page, TeamActivity.of)

    @strawberry.field(
        description="What each pays at which size, the smallest first; empty where the price is "
        "one. All pay the first price; once the team formed, the difference goes back.",
        directives=[Cost(bound=5)],
    )
    def ladder(self) -> list[Rung]:
        return [Rung.of(rung) for rung in self.row.particulars().ladder]

    @strawberry.field(
        description="What one piece costs each member if the team formed with the seats that are "
        "paid, and once it has; null where the price is one, or the smallest size is not reached."
    )
    def price_reached(self) -> Money | None:
        rungs = self.row.particulars().ladder
        rung = ladder.rung_reached(rungs, members=self.row.seats_filled)
        return Money.of(rung.price_fen) if rung else None

    @strawberry.field(
        description="The next price and the size it takes; null at the last, and where the price "
        "is one."
    )
    def next_rung(self) -> Rung | None:
        rungs = self.row.particulars().ladder
        rung = ladder.next_rung(rungs, members=self.row.seats_filled)
        return Rung.of(rung) if rung else None

    @strawberry.field(
        description="Who opened it, masked.",
        metadata=SAME_FOR_ALL | followed("person", "row.leader_id", Member.of),
    )
    async def leader(self, info: Info) -> Member:
        row = await info.context.loaders.person.load(self.row.leader_id)
        assert row is not None
        return Member.of(row)

    @strawberry.field(
        description="The draw it takes part in, its own or its campaign's; null where none is "
        "held.",
        metadata=SAME_FOR_ALL,
    )
    async def draw(self, info: Info) -> Draw | None:
        row = await draws.draw_of_team(info.context, self.row.id, self.row.campaign_id)
        return Draw.of(row) if row else None

    @strawberry.field(
        description="The offer it was opened on.",
        metadata=SAME_FOR_ALL | followed("campaign", "row.campaign_id", Campaign.of),
    )
    async def campaign(self, info: Info) -> Campaign:
        row = await info.context.loaders.campaign.load(self.row.campaign_id)
        assert row is not None
        return Campaign.of(row)


@strawberry.input(description="Which teams are listed; everything given must hold.")
class TeamFilter:
    status: TeamStatus | None = strawberry.field(default=None, description="In this state.")
    campaign_slug: str | None = strawberry.field(default=None, description="Of this campaign.")


def seated(placed: Placed) -> Seat:
    """Show the seat that an order was placed for."""
    assert placed.seat is not None
    return Seat.of(placed.seat)


@strawberry.type
class TeamQuery:
    @strawberry.field(
        description="One team by the code its link carries, or null.", metadata=SAME_FOR_ALL
    )
    async def team(
        self, info: Info, code: Annotated[str, strawberry.argument(description="Its code.")]
    ) -> Team | None:
        row = await resolvers.team(info.context, code)
        return Team.of(row) if row else None

    @strawberry.field(description="Teams that somebody paid a seat in.", metadata=SAME_FOR_ALL)
    async def teams(
        self,
        info: Info,
        filter: Annotated[TeamFilter | None, strawberry.argument(description="Which.")] = None,
        sort: Annotated[
            TeamSort, strawberry.argument(description="In which order.")
        ] = TeamSort.NEWEST,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Team]:
        window = Window(first=first, after=after, last=last, before=before)
        page = await resolvers.teams(
            info.context,
            window,
            status=filter.status if filter else None,
            campaign_slug=filter.campaign_slug if filter else None,
            sort=sort,
        )
        return connection(page, Team.of)
