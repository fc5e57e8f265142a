"""What a field counts as where its shape does not say it: printed in the schema as ``@cost``."""

import strawberry
from strawberry.schema_directive import Location


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION],
    description="How a field counts towards an operation's cost, where its shape does not say.",
)
class Cost:
    bound: int = strawberry.field(description="How many rows its list counts as.")
