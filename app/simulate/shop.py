"""The shop as its guests reach it: one POST for each thing they say."""

import secrets
import time
from typing import Any

import httpx2

from app.simulate import documents
from app.simulate.tally import Tally

ANSWER_SECONDS = 10.0
FIRST, LAST = "林陈苏周吴郑孙许何沈", ("小满", "木棉", "青禾", "知雨", "一舟", "阿棠", "松", "荞")

DONE = {
    *("SignedUp", "SignedIn", "TeamOpened", "TeamJoined", "SandboxPaid", "Viewer"),
    *("ShareLinkMade", "ShareLinkOpened", "QuestionPosted"),
    *("OrderShipped", "OrderReceived", "AfterSaleRequested"),
}


class ShopSilent(Exception):
    """Nothing that speaks our language answers at this address."""


class Shop:
    """A running server, spoken to by whoever holds a token."""

    def __init__(self, url: str, tally: Tally) -> None:
        self.tally = tally
        self._http = httpx2.AsyncClient(
            base_url=url.rstrip("/"),
            timeout=ANSWER_SECONDS,
            limits=httpx2.Limits(max_connections=64),
            trust_env=False,
        )

    async def close(self) -> None:
        """Let go of the connections."""
        await self._http.aclose()

    async def ask(self, document: str, **variables: object) -> dict[str, Any]:
        """Return the data of a question.

        Raises:
            ShopSilent: there is none.
        """
        try:
            answer = await self._post(document, variables, token=None)
        except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as silence:
            raise ShopSilent(f"no shop answers at {self._http.base_url}: {silence}") from silence
        if answer.get("data") is None:
            raise ShopSilent(f"the shop does not understand: {answer.get('errors')}")
        return answer["data"]

    async def do(
        self, action: str, document: str, *, token: str | None = None, **variables: object
    ) -> dict[str, Any] | None:
        """Return what an action brought; None for a refusal, which is counted by its name."""
        started = time.monotonic()
        try:
            answer = await self._post(document, variables, token=token)
            [brought] = (answer.get("data") or {"": None}).values()
            refusal = _refusal(answer, brought)
        except (httpx2.HTTPError, ValueError) as silence:
            brought, refusal = None, type(silence).__name__
        self.tally.count(action, refusal, took_seconds=time.monotonic() - started)
        return None if refusal else brought

    async def guest(self) -> str | None:
        """Return the token of somebody who just signed up; None if they were refused."""
        signed_up = await self.do(
            "signed up",
            documents.SIGN_UP,
            handle=f"guest-{secrets.token_hex(6)}",
            password=secrets.token_urlsafe(12),
            name=secrets.choice(FIRST) + secrets.choice(LAST),
        )
        return signed_up["token"] if signed_up else None

    async def _post(
        self, document: str, variables: dict[str, object], *, token: str | None
    ) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        body = {"query": document, "variables": variables}
        response = await self._http.post("/graphql", json=body, headers=headers)
        return response.json()


def _refusal(answer: dict[str, Any], brought: dict[str, Any] | None) -> str | None:
    if brought is None:
        errors: list[dict[str, Any]] = answer.get("errors") or [{}]
        return str(errors[0].get("extensions", {}).get("code", "error"))
    name = brought["__typename"]
    return None if name in DONE else name
