"""Refusals about screens as clients see them."""

import strawberry

from schema.refusals.refusal import Refusal


@strawberry.type(description="Too many screens wait to be paired, from here or from everywhere.")
class TooManyPairings(Refusal):
    retry_after_seconds: int = strawberry.field(description="Seconds to wait before trying again.")


@strawberry.type(description="No screen shows this code now: it is wrong, expired or was approved.")
class PairingNotFound(Refusal):
    pass


@strawberry.type(description="No screen of yours answers to this id; a revoked one does not.")
class ScreenNotFound(Refusal):
    pass


@strawberry.type(description="No draw that this screen may show answers to this id.")
class DrawNotFound(Refusal):
    pass
