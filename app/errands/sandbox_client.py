"""How Kaituan talks to the sandbox provider: the port, over signed HTTP."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Self
from urllib.parse import urlencode

import httpx2
import orjson

from app.errands.payouts import NewIdentity, NewPayee, NewPayout, ProviderPayout
from app.errands.provider import (
    ForgedNotification,
    NewPayment,
    NewRefund,
    Notification,
    Provider,
    ProviderPayment,
    ProviderRefund,
    ProviderRefused,
    ProviderUnavailable,
    StatementNotReady,
)
from app.errands.sandbox_answers import (
    Answer,
    read_cashier_url,
    read_list,
    read_notification,
    read_payment,
    read_payout,
    read_receipt,
    read_refund,
    read_text,
    understood,
)
from app.errands.sandbox_statement import SandboxStatement, read_statement
from app.errands.signed_http import FILE_SECONDS, SignedHttp
from app.errands.signing import SignatureRefused, notification, page_key, verify

LARGEST_NOTIFICATION = 64 * 1024
NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,63}")
BUTTONS = ("pay", "abandon")


class SandboxClient(Provider):
    """The sandbox provider at ``base_url``, until ``close_connections``."""

    def __init__(
        self,
        *,
        base_url: str,
        secret: str,
        clock: Callable[[], datetime],
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        self._base_url = base_url.rstrip("/")
        self._secret = secret
        self._clock = clock
        self._http = SignedHttp(base_url=base_url, secret=secret, clock=clock, transport=transport)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close_connections()

    async def close_connections(self) -> None:
        """Let go of the pool."""
        await self._http.close()

    async def create(self, payment: NewPayment) -> str:
        """Return the address of the cashier page."""
        answer = await self._http.call("POST", "/v1/payments", payment)
        return understood(answer, read_cashier_url)

    async def query(self, number: str) -> ProviderPayment | None:
        """Return the payment, or None if the provider does not know the number."""
        answer = await self._find(_path("payments", number), unknown="PAYMENT_UNKNOWN")
        return None if answer is None else understood(answer, read_payment)

    async def close(self, number: str) -> ProviderPayment:
        """Return the payment after the provider was told to take no more money for it."""
        answer = await self._http.call("POST", _path("payments", number) + "/close")
        return understood(answer, read_payment)

    async def refund(self, refund: NewRefund) -> ProviderRefund:
        """Return the refund under this number, requested now or before."""
        return understood(await self._http.call("POST", "/v1/refunds", refund), read_refund)

    async def query_refund(self, number: str) -> ProviderRefund | None:
        """Return the refund, or None if the provider does not know the number."""
        answer = await self._find(_path("refunds", number), unknown="REFUND_UNKNOWN")
        return None if answer is None else understood(answer, read_refund)

    async def payee(self, payee: NewPayee) -> str:
        """Return the provider's own name for an account."""
        answer = await self._http.call("POST", "/v1/payees", payee)
        return understood(answer, lambda told: read_text(told["payee"]))

    async def identify(self, identity: NewIdentity) -> str:
        """Return what the provider knows a person by."""
        answer = await self._http.call("POST", "/v1/identities", identity)
        return understood(answer, lambda told: read_text(told["reference"]))

    async def pay_out(self, payout: NewPayout) -> ProviderPayout:
        """Return the payout under this number, asked for now or before."""
        return understood(await self._http.call("POST", "/v1/transfers", payout), read_payout)

    async def query_payout(self, number: str) -> ProviderPayout | None:
        """Return the payout, or None if the provider does not know the number."""
        answer = await self._find(_path("transfers", number), unknown="PAYOUT_UNKNOWN")
        return None if answer is None else understood(answer, read_payout)

    async def confirm_payout(self, number: str) -> ProviderPayout:
        """Return the payout after its payee said that they take it."""
        answer = await self._http.call("POST", _path("transfers", number) + "/confirm")
        return understood(answer, read_payout)

    def opened(self, headers: Mapping[str, str], body: bytes) -> Notification:
        """Return what the provider told.

        Raises:
            ForgedNotification: wrong signature, more than 5 minutes old, or unreadable.
        """
        if len(body) > LARGEST_NOTIFICATION:
            raise ForgedNotification("larger than any notification")
        try:
            verify(self._secret, notification(body), headers, now=self._clock())
            return read_notification(orjson.loads(body))
        except SignatureRefused as refusal:
            raise ForgedNotification(refusal.code) from None
        except (KeyError, TypeError, ValueError) as failure:
            raise ForgedNotification(f"signed but unreadable: {failure!r}") from None

    async def receipts(self, *, after: str | None, limit: int) -> list[ProviderPayment]:
        """Return sums taken in the order they were taken, those after a reference.

        One that cannot be read keeps its place, with as much of its names as can be, no
        instant and no sum: nobody can mean it, and those after it are listed all the same.
        """
        return await self._page("receipts", after=after, limit=limit, read=read_receipt)

    async def statement(self, day: date) -> SandboxStatement:
        """Return the checked statement of one day in Asia/Shanghai."""
        path = f"/v1/statements/{day.isoformat()}"
        try:
            # The whole day is read to tell its hash: it takes as long as the file.
            told = await self._http.call("GET", path, seconds=FILE_SECONDS)
        except ProviderRefused as refusal:
            if refusal.code == "STATEMENT_NOT_READY":
                raise StatementNotReady(refusal.message) from None
            raise
        sha256 = understood(told, lambda answer: read_text(answer["sha256"]))
        return await read_statement(self._http.file(f"{path}/file"), day=day, sha256=sha256)

    async def payments(
        self, *, after: str | None = None, limit: int = 100
    ) -> list[ProviderPayment]:
        """Return payments in the order they were made, at most 100, for reconciliation.

        ``after`` is the number of the last payment of the page before.
        """
        return await self._page("payments", after=after, limit=limit, read=read_payment)

    async def pay(self, number: str, outcome: str) -> None:
        """Press a button of the cashier page for the payer: ``"pay"`` or ``"abandon"``.

        Raises:
            ProviderRefused: PAYMENT_UNKNOWN, or PAYMENT_CLOSED when it takes no money.
            ProviderUnavailable: the button may or may not have been pressed.
        """
        assert outcome in BUTTONS, f"there is no button {outcome!r}"
        answer = await self._http.call("GET", _path("payments", number))
        token = understood(answer, read_cashier_url).rpartition("/")[2]
        status, _ = await self._http.exchange("POST", f"/cashier/{token}/{outcome}")
        if status in (404, 409):
            raise ProviderRefused("PAYMENT_CLOSED", f"the cashier takes no money for {number}")
        if status != 303:
            raise ProviderUnavailable(f"the cashier answered {status}")

    async def control(
        self, switches: Mapping[str, int | bool | str | None] | None = None
    ) -> dict[str, Any]:
        """Turn switches of the provider's mischief by their names; return how all of them stand."""
        return await self._http.call("POST", "/control", dict(switches or {}))

    async def calm(self) -> dict[str, Any]:
        """Turn all of the provider's mischief off; return how its switches stand."""
        return await self._http.call("POST", "/control/calm")

    async def act(self, deed: str, number: str, **details: int | str) -> dict[str, Any]:
        """Have the provider do one deed about a payment, such as ``"pay_late"``."""
        body = {"deed": deed, "number": number, **details}
        return await self._http.call("POST", "/control/deeds", body)

    def control_page(self) -> str:
        """Return the address of the control page, which is its only key."""
        return f"{self._base_url}/control/page/{page_key(self._secret)}"

    async def _page(
        self,
        kind: str,
        *,
        after: str | None,
        limit: int,
        read: Callable[[Answer], ProviderPayment],
    ) -> list[ProviderPayment]:
        asked = {"limit": str(limit)} if after is None else {"limit": str(limit), "after": after}
        answer = await self._http.call("GET", f"/v1/{kind}", query=urlencode(asked))
        return understood(answer, lambda page: [read(each) for each in read_list(page[kind])])

    async def _find(self, path: str, *, unknown: str) -> Answer | None:
        try:
            return await self._http.call("GET", path)
        except ProviderRefused as refusal:
            if refusal.code == unknown:
                return None
            raise


def _path(kind: str, number: str) -> str:
    # Checked here, because an odd number would become another address on its way.
    if NUMBER.fullmatch(number) is None:
        raise ProviderRefused("FIELD_INVALID", f"{number!r} is no number of {kind}")
    return f"/v1/{kind}/{number}"
