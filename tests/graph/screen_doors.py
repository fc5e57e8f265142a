"""The doors to screens: to who runs the platform, and to who acts for a screen's merchant."""

from uuid import UUID

from actions.pairing import NewScreen, approve_screen, start_pairing
from app.door import digest
from models.ids import new_secret

OUT = "UNAUTHENTICATED"
NO = "FORBIDDEN"
ALL = "shown shown shown shown shown"

QUERIES = {
    "screens(first: 1) { nodes { id scenes { kind } } }": f"{OUT} {NO} shown shown shown",
    "pairing(secret: $secret) { state }": ALL,
    # None of them is one.
    "screenFrame { version }": f"{OUT} {NO} {NO} {NO} {NO}",
    "node(id: $screen) { id }": f"{OUT} null null shown shown",
}
SUBSCRIPTIONS = {
    # None of them is one.
    "screen { version }": f"{OUT} {NO} {NO} {NO} {NO}",
    "pairing(secret: $secret) { state }": ALL,
}


def theirs(done: str) -> str:
    return f"{OUT} {NO} ScreenNotFound {done} {done}"


def screen(ids):
    return {"screenId": ids["screen"]}


MESSAGE = {"kind": "MESSAGE", "zh": "快来"}
MUTATIONS = {
    "startPairing": (lambda _: None, "PairingStarted " * 5),
    "approveScreen": (
        lambda ids: {"code": ids["pairing_code"], "name": "门口", "merchantId": ids["merchant"]},
        f"{OUT} {NO} MerchantNotFound ScreenApproved PairingNotFound",
    ),
    "assignScenes": (
        lambda ids: screen(ids) | {"scenes": [MESSAGE]},
        theirs("ScenesAssigned"),
    ),
    "pushScene": (lambda ids: screen(ids) | {"scene": MESSAGE}, theirs("ScenePushed")),
    "clearScene": (screen, theirs("SceneCleared")),
    "changeScreen": (lambda ids: screen(ids) | {"name": "里屋"}, theirs("ScreenChanged")),
    "reloadScreen": (screen, theirs("ScreenReloaded")),
    "reportScreen": (
        lambda _: {
            "version": 1,
            "heapBytes": "1",
            "framesPerSecond": 60,
            "scene": "WALL",
            "uptimeSeconds": 1,
            "width": 1920,
            "height": 1080,
        },
        f"{OUT} {NO} {NO} {NO} {NO}",
    ),
    "revokeScreen": (screen, f"{OUT} {NO} ScreenNotFound ScreenRevoked ScreenNotFound"),
}


async def stage_screens(merchant_id: UUID, now, gid):
    """The id of a screen of the owner's merchant, and a pairing that waits."""
    secrets = [new_secret(32).hex() for _ in range(2)]
    paired, waiting = [
        await start_pairing(
            secret_hash=digest(secret), token_hash=digest(f"screen.{secret}"), now=now
        )
        for secret in secrets
    ]
    new = NewScreen(merchant_id=merchant_id, name="橱窗")
    row = await approve_screen(new, code=paired.code, seller=None, now=now)
    return {
        "screen": gid("Screen", row.id),
        "pairing_code": waiting.code,
        "secret": secrets[1],
    }
