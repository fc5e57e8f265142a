"""Nothing is written, and the field is named, whatever nonsense is asked for."""

import base64
from uuid import UUID, uuid4

import pytest

from models.ids import new_id
from rules.people import Role
from tests.journeys.crowd import gathered
from tests.services.checksums import checksums

HUGE = "x" * 10_000
NO_ROW = UUID(int=7)
IDS = {
    "empty": "",
    "no base64": "???",
    "no text": base64.urlsafe_b64encode(b"\xff\xfe").decode(),
    "no kind": base64.urlsafe_b64encode(str(NO_ROW).encode()).decode(),
    "another kind": base64.urlsafe_b64encode(f"Merchant:{NO_ROW}".encode()).decode(),
    "no uuid": base64.urlsafe_b64encode(b"Sku:1").decode(),
    "nul": "U2t1\0",
    "huge": HUGE,
}
NO_INTEGERS = ["1", 1.5, True, None, [], 2**31, -(2**31) - 1, "one"]
QUANTITIES = [0, -1, 10_001, 2**31 - 1, -(2**31)]
KEYS = ["", HUGE, "a\0b", "\n", "x" * 129]
CODES = ["", "  ", "X" * 17, "團購團購團購團購", "AB-CD", "AB\0CD", HUGE, "' OR 1=1 --"]
NO_TEXTS = [1, True, None, [], {}]


def gid(kind: str, row_id: UUID) -> str:
    return base64.urlsafe_b64encode(f"{kind}:{row_id}".encode()).decode()


PICTURES = [gid("Picture", UUID(int=n)) for n in range(10)]
PICTURE = PICTURES[0]


def wrong_ids(name: str):
    for nonsense in IDS.values():
        yield {name: nonsense}, f"input.{name}"
    for nonsense in ([], {}, True, 1.5):
        yield {name: nonsense}, f"input.{name}"


def wrong_wishes():
    """What no purchase may ask for, each with the field that is named."""
    yield from wrong_ids("skuId")
    yield from ((wrong, field) for wrong, field in wrong_ids("addressId") if wrong["addressId"])
    yield from (({"quantity": count}, "input.quantity") for count in [*QUANTITIES, *NO_INTEGERS])
    yield from (({"idempotencyKey": key}, "input.idempotencyKey") for key in [*KEYS, *NO_TEXTS])
    yield {"unknown": 1}, "input.unknown"


def wrong_codes():
    yield from (({"teamCode": code}, "input.teamCode") for code in CODES)
    yield from (({"teamCode": text}, "input.teamCode") for text in NO_TEXTS)


WRONG = {
    "openTeam": [*wrong_wishes(), *wrong_ids("campaignId")],
    "joinTeam": [*wrong_wishes(), *wrong_codes()],
    "cancelTeam": [*wrong_codes()],
    "leaveTeam": [*wrong_codes()],
    "callOffTeam": [
        *wrong_codes(),
        *(({"reason": text}, "input.reason") for text in ["", HUGE, "\0"]),
    ],
    "buySolo": [*wrong_wishes()],
    "cancelOrder": [*wrong_ids("orderId")],
    "setOrderAddress": [*wrong_ids("orderId"), *wrong_ids("addressId")],
    "startPayment": [*wrong_ids("paymentId")],
    "submitReport": [
        *wrong_ids("orderId"),
        *(({"rating": stars}, "input.rating") for stars in [0, 6, -1, *NO_INTEGERS]),
        *(({"text": text}, "input.text") for text in ["", "好", HUGE, "x" * 40 + "\0", *NO_TEXTS]),
        *(({"pictureIds": ids}, "input.pictureIds") for ids in [[], [PICTURE] * 2, [*PICTURES]]),
    ],
    "paySandbox": [*wrong_ids("paymentId"), ({"outcome": "LOSE"}, "input.outcome")],
}


@pytest.fixture
async def stage(shop):
    """A crowd, an operator, a stranger's things, and what is right to ask of each mutation."""
    crowd = await gathered(shop, size=3)
    operator = await crowd.member("值班员", role=Role.OPERATOR)
    owner = await crowd.member()
    placed = await crowd.opened(owner, pays=False)
    right = {
        "openTeam": crowd.wanted(campaignId=crowd.campaign["id"]),
        "joinTeam": crowd.wanted(teamCode=placed["team"]["code"]),
        "cancelTeam": {"teamCode": placed["team"]["code"]},
        "leaveTeam": {"teamCode": placed["team"]["code"]},
        "callOffTeam": {"teamCode": placed["team"]["code"], "reason": "why"},
        "buySolo": crowd.wanted(),
        "cancelOrder": {"orderId": placed["order"]["id"]},
        "setOrderAddress": {
            "orderId": placed["order"]["id"],
            "addressId": gid("Address", new_id(shop.clock())),
        },
        "submitReport": {
            "orderId": placed["order"]["id"],
            "rating": 5,
            "text": "果肉脆甜，个头均匀，包装完好。",
            "pictureIds": PICTURES[:1],
        },
        "startPayment": {"paymentId": placed["payment"]["id"]},
        "paySandbox": {"paymentId": placed["payment"]["id"]},
    }
    return crowd, operator, owner, right


def document(mutation: str) -> str:
    kind = mutation[0].upper() + mutation[1:] + "Input"
    kind = {"CancelTeamInput": "TeamInput", "LeaveTeamInput": "TeamInput"}.get(kind, kind)
    kind = {"CancelOrderInput": "OrderInput"}.get(kind, kind)
    selection = "__typename ... on Refusal { message }"
    return f"mutation($input: {kind}!) {{ {mutation}(input: $input) {{ {selection} }} }}"


async def test_nonsense_is_refused_by_field_and_writes_nothing(stage):
    _, operator, _, right = stage
    before = await checksums()
    for mutation in WRONG:
        await refused(operator, mutation, right)
    assert await checksums() == before


async def refused(operator, mutation, right):
    for wrong, field in WRONG[mutation]:
        answer = await operator.raw(document(mutation), input={**right[mutation], **wrong})
        assert "errors" in answer, (wrong, answer)
        [told] = [error["extensions"] for error in answer["errors"]]
        assert told["code"] == "BAD_INPUT", (wrong, answer)
        assert told.get("field") == field, (wrong, answer)
    for name in right[mutation].keys() - {"quantity", "addressId", "outcome"}:
        partial = {key: value for key, value in right[mutation].items() if key != name}
        [error] = (await operator.raw(document(mutation), input=partial))["errors"]
        assert error["extensions"]["code"] == "BAD_INPUT", (mutation, name)


STRANGERS = {
    "openTeam": ({"campaignId": ("Campaign", "CampaignNotFound"), "skuId": ("Sku", "SkuNotFound")}),
    "joinTeam": {"skuId": ("Sku", "SkuNotFound"), "addressId": ("Address", "AddressNotFound")},
    "buySolo": {"skuId": ("Sku", "SkuNotFound"), "addressId": ("Address", "AddressNotFound")},
    "cancelOrder": {"orderId": ("Order", "OrderNotFound")},
    "setOrderAddress": {"orderId": ("Order", "OrderNotFound")},
    "startPayment": {"paymentId": ("Payment", "PaymentNotFound")},
    "paySandbox": {"paymentId": ("Payment", "PaymentNotFound")},
}


async def test_what_is_nobodys_or_somebody_elses_is_refused_alike(stage):
    """The answer never tells whether a thing of another's exists."""
    crowd, _, _, right = stage
    stranger = await crowd.member()
    before = await checksums()

    async def asked(mutation, **wrong):
        answer = await stranger.ask(document(mutation), input={**right[mutation], **wrong})
        return answer[mutation]["__typename"]

    for mutation, fields in STRANGERS.items():
        for field, (kind, refusal) in fields.items():
            assert await asked(mutation, **{field: gid(kind, uuid4())}) == refusal, mutation
    for mutation in ("cancelOrder", "setOrderAddress", "startPayment", "paySandbox"):
        [(_, refusal)] = STRANGERS[mutation].values()
        assert await asked(mutation) == refusal
    assert await asked("cancelTeam") == "NotTeamLeader"
    assert await asked("leaveTeam") == "NotInTeam"
    for mutation in ("joinTeam", "cancelTeam", "leaveTeam"):
        assert await asked(mutation, teamCode="NOSUCHTM") == "TeamNotFound"
    for mutation in ("openTeam", "joinTeam", "buySolo"):
        assert await asked(mutation, quantity=6) == "QuantityTooLarge", mutation
    assert await checksums() == before


async def test_nobody_is_asked_to_sign_in_and_nothing_is_written(stage):
    crowd, _, _, right = stage
    before = await checksums()
    for mutation in WRONG:
        answer = await crowd.shared.raw(document(mutation), input=right[mutation])
        assert answer["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED", mutation
    assert await checksums() == before
