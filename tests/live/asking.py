"""One question in many words, and how often it was executed."""

from contextlib import contextmanager

from app.graphql.engine import TimedExecutor


def variants(number: int) -> list[tuple[str, dict]]:
    """As many ways to ask for a team's progress, with how each names its variables."""
    made = []
    for n in range(number):
        code, after, parts = f"c{n}", f"a{n}", f"Parts{n}"
        gap = [" ", "\n", "  ", ", ", " # so\n"][n % 5]
        fields = gap.join(["code", "status", "version", f"...{parts}"])
        arguments = [f"code: ${code}", f"afterVersion: ${after}"][:: [1, -1][n % 2]]
        subscription = (
            f"subscription Team(${after}: Int! = {n}, ${code}: String!) {{{gap}"
            f"teamProgress({gap.join(arguments)}) {{ {fields} }} }}"
        )
        fragment = f"fragment {parts} on Team {{ seats {{ number{gap}state }} }}"
        other = f"query Other{n} {{ serverTime }}" if n % 4 == 0 else ""
        order = [subscription, fragment, other][:: [1, -1][n % 3 == 0]]
        made.append(("\n".join(order), {"name": code, "operation": "Team"}))
    return made


@contextmanager
def executions(monkeypatch):
    """How many events were executed since, over all subscriptions of this process."""
    counted: list[object] = []
    build = TimedExecutor.build_per_event_executor

    def counts(self, payload):
        counted.append(payload)
        return build(self, payload)

    with monkeypatch.context() as patch:
        patch.setattr(TimedExecutor, "build_per_event_executor", counts)
        yield counted


def listeners(shop) -> int:
    """How many listen to anything: one for each execution that watches one topic."""
    return sum(map(len, shop.kaituan.hub._ears.values()))
