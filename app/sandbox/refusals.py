"""What the sandbox provider says when it says no."""


class Refused(Exception):
    """A request that is answered with a code, a sentence, and the field that was wrong."""

    def __init__(
        self, code: str, message: str, *, status: int = 409, field: str | None = None
    ) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.status = status
        self.field = field

    def shown(self) -> dict[str, str]:
        """Return the body of the answer."""
        body = {"code": self.code, "message": self.message}
        return body if self.field is None else {**body, "field": self.field}


def field_invalid(field: str, message: str) -> Refused:
    """Return the refusal of one field of a request."""
    return Refused("FIELD_INVALID", f"{field} {message}", status=400, field=field)


def number_reused(number: str) -> Refused:
    """Return the refusal of a number that already stands for something else."""
    return Refused("NUMBER_REUSED", f"{number} was used with other arguments", field="number")
