"""Files of many parcels: as Excel writes them, faults named, each good line shipped once."""

import asyncio

import pytest

from actions.merchants import Seller
from actions.shipments import batch_ship, ship_line
from models.orders import Order
from models.parcels import Parcel
from models.shipments import ShipmentLine, lines_waiting
from rules.faults import BadInput
from rules.orders import OrderStatus
from rules.refusals import IdempotencyKeyReused, MerchantNotFound
from rules.shipment_files import lines_of
from tests.actions.world_shipping import bought, operator, shipped
from tests.actions.worlds import make_world

HEAD = "订单号,快递公司,快递单号,件数\r\n"


async def sent(world, text, seller, *, key="k", dry_run=False, encoding="gbk"):
    return await batch_ship(
        lines_of(text.encode(encoding)),
        merchant_id=world.merchant.id,
        dry_run=dry_run,
        key=key,
        seller=seller,
        now=world.now,
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_a_file_is_read_as_excel_writes_it(encoding):
    text = f'{HEAD}D1,顺丰速运,"=""SF1234567890""",2\r\n\r\n D2 ,圆通,\'YT 1234-5678,\r\n'
    first, second = lines_of(text.encode(encoding))
    assert (first.order_number, first.carrier, first.tracking_number, first.pieces) == (
        "D1",
        "顺丰速运",
        "SF1234567890",
        2,
    )
    assert (second.line, second.tracking_number, second.pieces) == (4, "YT12345678", None)


def test_without_a_heading_columns_have_their_order_and_with_one_any():
    [line] = lines_of(b"D1,SF,SF12345678,3")
    assert (line.order_number, line.pieces) == ("D1", 3)
    [line] = lines_of("件数,快递单号,备注,订单号,快递公司\n3,SF12345678,-,D1,SF".encode())
    assert (line.order_number, line.carrier, line.pieces) == ("D1", "SF", 3)


@pytest.mark.parametrize("file", [b"", b"\xff\xfe\x00\x01", b"x" * 45_001, b"a,b,c\n" * 1_001])
def test_what_is_no_file_of_parcels_is_refused(file):
    with pytest.raises(BadInput):
        lines_of(file)


async def test_faults_are_named_by_line_and_column_and_a_dry_run_writes_nothing(
    books, refused, noon
):
    world, elsewhere, seller = await make_world(noon), await make_world(noon), await operator(noon)
    good, gone = await bought(world, quantity=2), await bought(world)
    await shipped(gone.id, now=noon)
    theirs = await bought(elsewhere)
    text = HEAD + "\n".join(
        [
            f"{good.number},顺丰,SF00000001,1",
            f"{gone.number},顺丰,SF00000002,",
            f"{theirs.number},顺丰,SF00000003,",
            f"{good.number},飞鸽,SF00000004,",
            f"{good.number},顺丰,短,",
            f"{good.number},顺丰,SF00000005,两",
            ",顺丰,SF00000006,",
            f"{good.number},顺丰,SF00000001,1",
            f"{good.number},顺丰,SF00000007,2",
        ]
    )
    read = await sent(world, text, seller, dry_run=True)
    assert [(line.line, line.column, line.fault) for line in read.faults] == [
        (3, "order", "OrderNotShippable"),
        (4, "order", "OrderNotFound"),
        (5, "carrier", "CarrierNotFound"),
        (6, "number", "NOT_A_NUMBER"),
        (7, "pieces", "NOT_A_COUNT"),
        (8, "order", "MISSING"),
        (9, "number", "TrackingNumberUsed"),
        (10, "pieces", "PiecesTooMany"),
    ]
    assert (read.batch, await ShipmentLine.all().count()) == (None, 0)
    stranger = Seller(person_id=good.person_id, is_operator=False)
    async with refused(MerchantNotFound):
        await sent(world, text, stranger)


async def test_good_lines_are_shipped_once_by_however_many_workers(books, refused, noon):
    world, seller = await make_world(noon), await operator(noon)
    orders = [await bought(world) for _ in range(3)]
    text = HEAD + "\n".join(f"{o.number},SF,SF0000000{n}," for n, o in enumerate(orders))
    text += f"\n{orders[0].number},飞鸽,SF00000009,"
    read = await sent(world, text, seller)
    assert (len(read.lines), len(read.faults)) == (4, 1)
    again = await sent(world, text, seller)
    assert (again.batch.id, len(again.faults)) == (read.batch.id, 1)
    async with refused(IdempotencyKeyReused):
        await sent(world, HEAD + f"{orders[0].number},SF,SF99999999,", seller)

    await shipped(orders[2].id, now=noon)  # by hand, meanwhile
    due = await lines_waiting(now=noon, besides=[], limit=9)
    await asyncio.gather(*(ship_line(line, now=noon) for line in due for _ in range(3)))
    lines = await ShipmentLine.filter(batch_id=read.batch.id).order_by("line")
    assert [(line.status, line.fault) for line in lines] == [
        ("SHIPPED", None),
        ("SHIPPED", None),
        ("REFUSED", "OrderNotShippable"),
        ("REFUSED", "CarrierNotFound"),
    ]
    assert await Parcel.all().count() == 3
    assert await Order.filter(status=OrderStatus.SHIPPED).count() == 3
    assert await lines_waiting(now=noon, besides=[], limit=9) == []
