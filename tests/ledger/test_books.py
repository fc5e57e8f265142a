import pytest

from models.db import rows
from models.transactions import one_snapshot
from resolvers.book_rules import RULES
from resolvers.books import FINDINGS_MOST, Finding, check_books
from tests.ledger.breaks import ALSO, BREAKS, JOURNAL


async def test_a_day_of_everything_leaves_clean_books(day):
    assert await check_books() == []


@pytest.mark.parametrize(
    ("rule", "statements"), BREAKS, ids=[f"{n}-{rule}" for n, (rule, _) in enumerate(BREAKS)]
)
async def test_what_breaks_a_rule_is_found_under_its_name(day, owner, rule, statements):
    # No trigger and no foreign key watches: this is what the check is for.
    await owner.execute("SET session_replication_role = replica")
    for statement in statements:
        await owner.execute(statement)

    found = await check_books()

    also = set().union(*(names for start, names in ALSO.items() if statements[0].startswith(start)))
    assert {finding.rule for finding in found} == {rule} | also
    assert all(finding.subject and finding.detail for finding in found)


async def test_the_books_never_say_who_wins_before_it_is_published(day, owner):
    await owner.execute("SET session_replication_role = replica")
    await owner.execute(
        "UPDATE seat s SET state = 'WON' FROM draw_entry e JOIN draw d ON d.id = e.draw_id"
        " WHERE d.status = 'REVEALING' AND s.id = e.seat_id"
    )
    told = [each.detail for each in await check_books() if each.rule == "DRAW_HAS_ONE_OUTCOME"]
    won = await owner.fetchval(
        "SELECT count(*) FROM draw_winner w JOIN draw d ON d.id = w.draw_id"
        " WHERE d.status = 'REVEALING'"
    )
    assert len(told) > won > 0
    assert all("prize none published, " in detail for detail in told)


def test_every_rule_is_seen_broken():
    assert {rule for rule, _ in BREAKS} == set(RULES)


async def test_at_most_a_hundred_findings_of_each_rule(day, owner):
    for n in range(100, 250):
        await owner.execute(JOURNAL.format(n))
    found = await check_books()
    assert len(found) == FINDINGS_MOST
    assert found[0] == Finding(rule="JOURNAL_MOVES_SOMETHING", subject="100", detail="no transfer")


async def test_a_snapshot_sees_one_moment_and_cannot_write(day, owner):
    count = "SELECT count(*) AS n FROM journal"

    @one_snapshot
    async def counted_twice():
        before = await rows(count)
        await owner.execute(JOURNAL.format("meanwhile"))
        return before, await rows(count)

    before, after = await counted_twice()
    assert before == after
    assert before != await rows(count)

    @one_snapshot
    async def writing():
        await rows("DELETE FROM favourite")

    with pytest.raises(Exception, match="read-only transaction"):
        await writing()
