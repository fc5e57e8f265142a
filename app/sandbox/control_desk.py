"""What the control page of the sandbox provider does with what is pressed on it."""

import hmac
import re
import sqlite3
from urllib.parse import parse_qsl, urlencode, urlsplit

import orjson
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from app.errands.signing import page_key
from app.sandbox import control_page, deeds, deliveries, mischief, pages, payments
from app.sandbox.control import calmed, turned
from app.sandbox.control_page import Seen
from app.sandbox.deeds import Asked, Done
from app.sandbox.desk import Desk
from app.sandbox.refusals import Refused
from app.sandbox.requests import bounded_body
from app.sandbox.switches import SWITCHES, Value, read_turns, typed_value

MOST_SHOWN = 20
MOST_FIELDS = 100
ANSWERS = re.compile(r"(?:\d{3}|-)(?:,(?:\d{3}|-))*")
WHOLE = frozenset({"amount_fen", "times"})


class ControlDesk:
    """The counter for people. Its address is the only key there is."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._prefix = urlsplit(desk.base_url).path
        self._key = page_key(desk.secret)

    def routes(self) -> list[Route]:
        """Return the addresses of this counter, below wherever it is mounted."""
        return [
            Route("/control/page/{key}", self.show, methods=["GET"]),
            Route("/control/page/{key}/switches", self.turn, methods=["POST"]),
            Route("/control/page/{key}/calm", self.calm, methods=["POST"]),
            Route("/control/page/{key}/deeds", self.do, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """Answer with the page."""
        if not self._opens(request):
            return _closed()
        answers = request.query_params.get("answers", "")
        told = answers.split(",") if ANSWERS.fullmatch(answers[:1_000]) else []
        return await self._page(control_page.said_about(request.query_params.get("said", ""), told))

    async def turn(self, request: Request) -> Response:
        """Turn what was changed on the page, and show it again."""
        if not self._opens(request):
            return _closed()
        try:
            await turned(self._desk, _turns(await _form(request)))
        except Refused as refusal:
            return await self._page_of(refusal)
        return self._again("switches")

    async def calm(self, request: Request) -> Response:
        """Turn everything off, and show the page again."""
        if not self._opens(request):
            return _closed()
        await calmed(self._desk)
        return self._again("calm")

    async def do(self, request: Request) -> Response:
        """Do one deed, and show the page again with what the shop said."""
        if not self._opens(request):
            return _closed()
        try:
            done = await deeds.do(self._desk, _deed(await _form(request)))
        except Refused as refusal:
            return await self._page_of(refusal)
        return self._again("deed", done)

    def _opens(self, request: Request) -> bool:
        given = str(request.path_params["key"])
        return hmac.compare_digest(given.encode(errors="replace"), self._key.encode())

    def _here(self) -> str:
        return f"{self._prefix}/control/page/{self._key}"

    def _again(self, said: str, done: Done | None = None) -> Response:
        query = {"said": said}
        if done is not None and done.answers:
            query["answers"] = ",".join("-" if each is None else str(each) for each in done.answers)
        # 303: the browser comes back by GET, and reloading it presses nothing.
        address = f"{self._here()}?{urlencode(query, safe=',')}"
        return RedirectResponse(address, status_code=303, headers=pages.headers(""))

    async def _page_of(self, refusal: Refused) -> Response:
        said = control_page.said_no(refusal.code, refusal.message)
        return await self._page(said, status=refusal.status, is_wrong=True)

    async def _page(self, said: str, *, status: int = 200, is_wrong: bool = False) -> Response:
        now = self._desk.now()
        seen = await self._desk.store.transact(lambda db: _seen(db, now))
        html = control_page.control(
            seen, prefix=self._prefix, here=self._here(), said=said, is_wrong=is_wrong
        )
        return Response(html, status_code=status, media_type="text/html", headers=pages.headers(""))


def _seen(db: sqlite3.Connection, now: str) -> Seen:
    latest = payments.latest(db, limit=MOST_SHOWN, now=now)
    return Seen(
        told=mischief.read(db, now=now),
        held=deliveries.count_held(db),
        payments=[(each, payments.count_receipts(db, each.asked.number)) for each in latest],
    )


def _closed() -> Response:
    html = control_page.closed_door()
    return Response(html, status_code=404, media_type="text/html", headers=pages.headers(""))


async def _form(request: Request) -> dict[str, str]:
    body = await bounded_body(request)
    try:
        pairs = parse_qsl(
            body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict"
        )
    except ValueError:
        raise Refused("FORM_INVALID", "the form cannot be read", status=400) from None
    return dict(pairs)


def _turns(form: dict[str, str]) -> dict[str, Value]:
    # Only what the person changed: what counted down meanwhile, or was turned by another, stays.
    changed = {
        name: typed_value(switch, form.get(name))
        for name, switch in SWITCHES.items()
        if f"was.{name}" in form and form.get(name, "") != form[f"was.{name}"]
    }
    return read_turns(orjson.dumps(changed))


def _deed(form: dict[str, str]) -> Asked:
    typed = {name: _whole(text) if name in WHOLE else text for name, text in form.items()}
    return Asked.read(orjson.dumps(typed))


def _whole(text: str) -> int | str:
    # What is no number stays as it was typed, to be refused by its field's name.
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= 12 else text
