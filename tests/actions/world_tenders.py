"""People with something in their accounts, for tests of what they do with it."""

from actions.teams import join_team, open_team
from models import ledger
from models.ids import new_id
from models.transactions import one_transaction
from rules.accounts import BANK, AccountKind, of_person
from rules.ledger import Journal, Leg
from tests.actions.worlds import balance


@one_transaction
async def give(person, *, now, credit_fen=0, cash_fen=0):
    """Credit and cash out of nowhere: how they are earned is another test's."""
    parts = {AccountKind.CREDIT: credit_fen, AccountKind.CASH: cash_fen}
    legs = [
        Leg(source=BANK, target=of_person(kind, str(person.id)), amount=fen)
        for kind, fen in parts.items()
        if fen
    ]
    key = new_id(now).hex
    await ledger.post_new(Journal(key=f"gift:{key}", kind="GIFT", cause=key, legs=legs), now=now)
    return person


async def rich(world, credit_fen=5000, cash_fen=5000):
    """Somebody new with fifty yuan in each account."""
    return await give(await world.person(), now=world.now, credit_fen=credit_fen, cash_fen=cash_fen)


async def held(person):
    """What somebody has in credit and in cash."""
    return await balance("CREDIT", person.id), await balance("CASH", person.id)


async def opened(world, person, **parts):
    """A team that somebody opens, these parts paid from their accounts."""
    wish = world.wish(person, **parts)
    return await open_team(wish, campaign_id=world.campaign.id, now=world.now)


async def joined(world, person, code, **parts):
    """A seat that somebody takes, these parts paid from their accounts."""
    return await join_team(world.wish(person, **parts), team_code=code, now=world.now)
