"""What a worker does each second for draws that another left half locked."""

from actions.draws import freeze_draw, number_stretch, start_drawing
from models.draws import Draw
from tests.actions.world_draws import entered
from tests.worker.providers import Moment, Provider, worker_of


async def test_a_receipt_that_nobody_noted_is_noted_within_a_second(books, noon):
    made = await entered(noon)
    await start_drawing(made.draw.id, now=made.now)
    await number_stretch(made.draw.id)
    await freeze_draw(made.draw.id, now=made.now)
    assert (await Draw.get(id=made.draw.id)).receipt_out_at is None

    done = await worker_of(Provider(), Moment(made.now)).sweep(made.now)
    assert done["receipts noted"] == 1
    assert (await Draw.get(id=made.draw.id)).receipt_out_at == made.now
    again = await worker_of(Provider(), Moment(made.now)).sweep(made.now)
    assert again["receipts noted"] == 0
