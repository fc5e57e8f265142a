"""Every balance there is, by names that a story uses, beside what the story says they are."""

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from models.db import rows
from rules.accounts import AccountKind

# What passed through the bank and the provider has no balance of its own: the sum of its transfers.
_ALL = """
    SELECT a.kind, a.owner, a.unit, l.person_id, CASE WHEN a.tracked THEN a.balance ELSE
             coalesce((SELECT sum(t.amount) FROM transfer t WHERE t.credit_id = a.id), 0)
             - coalesce((SELECT sum(t.amount) FROM transfer t WHERE t.debit_id = a.id), 0)
           END::bigint AS balance
      FROM account a LEFT JOIN point_lot l ON a.kind = 'POINTS_RESERVE' AND l.id::text = a.owner
    """


@dataclass
class Balances:
    """What a story calls the owners of accounts, and what it says of all of them."""

    names: dict[str, str] = field(default_factory=dict)
    said: dict[str, int] = field(default_factory=dict)

    def call(self, owner: UUID, name: str) -> None:
        self.names[str(owner)] = name

    def renamed(self, names: dict[str, str]) -> None:
        """Who is known by another name from now on."""
        self.names = {owner: names.get(name, name) for owner, name in self.names.items()}
        parts = [(account.partition(" "), balance) for account, balance in self.said.items()]
        self.said = {
            f"{kind}{space}{names.get(owner, owner)}": balance
            for (kind, space, owner), balance in parts
        }

    def say(self, **balances: dict[str, int] | int) -> None:
        """These are other than they were: by kind, or by kind and whose. Zero is not there."""
        for kind, said in balances.items():
            of = said if isinstance(said, dict) else {"": said}
            self.said |= {f"{kind} {owner}".strip(): balance for owner, balance in of.items()}
        self.said = {account: balance for account, balance in self.said.items() if balance}

    def of(self, name: str, kind: str) -> int:
        return self.said.get(f"{kind.lower()} {name}", 0)

    async def found(self) -> dict[str, int]:
        """All of them as the ledger has them, but those of nothing."""
        found: Counter[str] = Counter()
        for row in await rows(_ALL):
            found[self._account(row)] += row["balance"]
        return {account: balance for account, balance in found.items() if balance}

    def _account(self, row) -> str:
        kind, owner = row["kind"], str(row["person_id"] or row["owner"])
        if kind == AccountKind.CLEARING:
            return "bank" if owner == "bank" else "clearing"
        if kind == AccountKind.ISSUANCE:
            return f"issuance {row['unit']}"
        name = "" if owner == "platform" else self.names.get(owner, owner)
        return f"{kind.lower()} {name}".strip()
