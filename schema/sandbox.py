"""What can be done at the sandbox's cashier without going there."""

from enum import StrEnum


class SandboxOutcome(StrEnum):
    """What the payer does."""

    SUCCEED = "SUCCEED"
