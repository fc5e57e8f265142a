"""What a screen shows at a moment: which scenes there are, and whose turn it is."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from rules.faults import BadInput
from rules.people import line
from rules.texts import within

CODE_SIGNS = 6
NAME_MOST = 40
TEXT_MOST = 200
SCENES_MOST = 20
SECONDS_LEAST, SECONDS_MOST = 5, 3600
# So long before the first winner and after the last a draw is all that is shown.
DRAW_LEAD = timedelta(minutes=2)
DRAW_LINGERS = timedelta(minutes=1)
# A team that ended is seen to end.
FOCUS_LINGERS = timedelta(seconds=20)
JUST_FORMED = timedelta(seconds=5)
RANKED_LEAST = 3
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MOMENT = timedelta(milliseconds=250)  # between two frames at the least


class SceneKind(StrEnum):
    """What a screen shows; HOLDING is what it shows when there is nothing."""

    WALL = "WALL"
    FOCUS = "FOCUS"
    DRAW = "DRAW"
    RANKING = "RANKING"
    POSTER = "POSTER"
    MESSAGE = "MESSAGE"
    HOLDING = "HOLDING"


class ScreenTheme(StrEnum):
    """For a dark room, or for a bright one."""

    NIGHT = "NIGHT"
    DAY = "DAY"


class ScreenLanguage(StrEnum):
    """Which language a screen speaks."""

    ZH = "ZH"
    EN = "EN"


class PairingState(StrEnum):
    """Where a pairing stands, as the screen that began it sees it."""

    PENDING = "PENDING"
    APPROVED = "APPROVED"
    EXPIRED = "EXPIRED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One thing to show, for so many seconds at a time; what its kind shows is named."""

    kind: SceneKind
    seconds: int = 20
    campaign_id: UUID | None = None
    team_id: UUID | None = None
    draw_id: UUID | None = None
    zh: str = ""
    en: str = ""


HOLDING = Scene(kind=SceneKind.HOLDING)
WALL = Scene(kind=SceneKind.WALL)
# What a screen shows that nobody told what to show.
AT_FIRST = (Scene(kind=SceneKind.WALL, seconds=60),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pushed:
    """A scene somebody wants seen now; without an end it stays until that is taken back."""

    scene: Scene
    until_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawDue:
    """A draw of a screen's scope: when its winners are to be shown, and when it was over."""

    draw_id: UUID
    first_reveal_at: datetime
    last_reveal_at: datetime
    over_at: datetime | None

    @property
    def begins_at(self) -> datetime:
        """Return from when on it is all that is shown."""
        return self.first_reveal_at - DRAW_LEAD

    @property
    def ends_at(self) -> datetime | None:
        """Return until when it is all that is shown; None while it is not over."""
        return self.over_at + DRAW_LINGERS if self.over_at else None

    def shows(self, now: datetime) -> bool:
        """Tell whether it goes before everything else at this moment."""
        return self.begins_at <= now and (self.ends_at is None or now < self.ends_at)

    def overdue(self, now: datetime) -> bool:
        """Tell whether it should have been over by now: what decides it stays away."""
        return self.over_at is None and now >= self.last_reveal_at + DRAW_LINGERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """A scene and until when it is its turn; None where nothing but a change ends it."""

    scene: Scene
    ends_at: datetime | None = None


def scene(wanted: Scene, *, field: str) -> Scene:
    """Return a scene that has what its kind shows, and nothing else.

    Raises:
        BadInput: something is missing, too much, too long or too short.
    """
    kind = wanted.kind
    if kind is SceneKind.HOLDING:
        raise BadInput(f"{field}.kind", "what is shown when there is nothing cannot be asked for")
    within(wanted.seconds, SECONDS_LEAST, SECONDS_MOST, field=f"{field}.seconds")
    if wanted.campaign_id and kind not in {SceneKind.WALL, SceneKind.RANKING, SceneKind.POSTER}:
        raise BadInput(f"{field}.campaignSlug", f"a {kind} shows no campaign")
    for name, given, owner in (
        ("teamCode", wanted.team_id, SceneKind.FOCUS),
        ("drawId", wanted.draw_id, SceneKind.DRAW),
    ):
        if (given is not None) != (kind is owner):
            needed = "is needed here" if kind is owner else f"a {kind} shows none"
            raise BadInput(f"{field}.{name}", needed)
    spoken = kind is SceneKind.MESSAGE
    zh = line(wanted.zh, field=f"{field}.zh", most=TEXT_MOST if spoken else 0, least=int(spoken))
    en = line(wanted.en, field=f"{field}.en", most=TEXT_MOST if spoken else 0, least=0)
    return Scene(
        kind=kind,
        seconds=wanted.seconds,
        campaign_id=wanted.campaign_id,
        team_id=wanted.team_id,
        draw_id=wanted.draw_id,
        zh=zh,
        en=en,
    )


def due_draw(draws: Collection[DrawDue], *, now: datetime) -> DrawDue | None:
    """Return the draw that goes before everything else: one that runs before one that is over.

    Of several that run the first to show its winners, and one that is overdue behind the
    others; of several that are over the last.
    """
    shown = [draw for draw in draws if draw.shows(now)]
    running = [draw for draw in shown if draw.over_at is None]
    if running:
        return min(running, key=lambda d: (d.overdue(now), d.first_reveal_at, d.draw_id))
    over = [(draw.over_at, draw.draw_id, draw) for draw in shown if draw.over_at]
    return max(over)[2] if over else None


def turn(
    scenes: Sequence[Scene],
    *,
    now: datetime,
    pushed: Pushed | None = None,
    draws: Collection[DrawDue] = (),
    barred: Collection[int] = (),
) -> Turn:
    """Return what a screen shows at a moment, and until when if nothing else happens.

    A draw that is due goes first, then what somebody wants seen now, then the
    list by the clock: each process finds the same for the same list, and so do
    all screens that have it. ``barred`` are the places in the list that have
    nothing to show just now; their time goes to the next that has.
    """
    begins_at = earliest(*(draw.begins_at for draw in draws if draw.begins_at > now))
    draw = due_draw(draws, now=now)
    if draw is not None:
        scene_of_draw = Scene(kind=SceneKind.DRAW, draw_id=draw.draw_id)
        return Turn(scene=scene_of_draw, ends_at=earliest(draw.ends_at, begins_at))
    if pushed is not None and (pushed.until_at is None or now < pushed.until_at):
        return Turn(scene=pushed.scene, ends_at=earliest(pushed.until_at, begins_at))
    listed = _listed(scenes, now, barred)
    return Turn(scene=listed.scene, ends_at=earliest(listed.ends_at, begins_at))


def _listed(scenes: Sequence[Scene], now: datetime, barred: Collection[int]) -> Turn:
    places = [place for place in range(len(scenes)) if place not in barred]
    if len(places) <= 1:
        return Turn(scene=scenes[places[0]] if places else HOLDING)
    cycle = timedelta(seconds=sum(each.seconds for each in scenes))
    left = (now - EPOCH) % cycle
    ends_at, place = now - left, -1
    # To the end of the slot that the clock is in, then of those that have nothing to show.
    while ends_at <= now or place % len(scenes) in barred:
        place += 1
        ends_at += timedelta(seconds=scenes[place % len(scenes)].seconds)
    return Turn(scene=scenes[place % len(scenes)], ends_at=ends_at)


def in_rotation(count: int, seconds: int, *, now: datetime) -> tuple[int, datetime]:
    """Return which of so many things has its turn by the clock, and until when."""
    past = int((now - EPOCH).total_seconds() // seconds)
    return past % count, EPOCH + timedelta(seconds=(past + 1) * seconds)


def earliest(*moments: datetime | None) -> datetime | None:
    """Return the first of these moments, None where there is none."""
    known = [moment for moment in moments if moment is not None]
    return min(known) if known else None


def frame_version(created_at: datetime, *, now: datetime, last: int = 0) -> int:
    """Return the version of a frame: the moments since its screen was approved, and always more.

    No row is written for a frame, and a process that never saw the screen goes on counting.
    """
    return max(last + 1, (now - created_at) // MOMENT + 1)
