"""Which accounts and which people the sandbox provider knows, each by who named it first."""

import hashlib
import secrets
import sqlite3

from app.sandbox.fields import Fields
from app.sandbox.refusals import Refused

LONGEST = 128
CHANNELS = ("BANK_CARD", "WECHAT", "ALIPAY")


def register(db: sqlite3.Connection, body: bytes) -> str:
    """Return the name by which the provider knows an account: the same for the same one.

    Whoever names it first says in whose name it is.

    Raises:
        Refused: PAYEE_MISMATCH where it is in another name, or FIELD_INVALID.
    """
    fields = Fields(body, allowed=frozenset({"channel", "account", "holder"}))
    channel = fields.choice("channel", CHANNELS)
    account, holder = (fields.text(name, longest=LONGEST) for name in ("account", "holder"))
    return _known_by(db, "payees", f"{channel}/{account}", holder, code="PAYEE_MISMATCH")


def identify(db: sqlite3.Connection, body: bytes) -> str:
    """Return the name by which the provider knows a person.

    Raises:
        Refused: IDENTITY_MISMATCH where the number is another's, or FIELD_INVALID.
    """
    fields = Fields(body, allowed=frozenset({"name", "id_number"}))
    name, number = (fields.text(each, longest=LONGEST) for each in ("name", "id_number"))
    return _known_by(db, "identities", number, name, code="IDENTITY_MISMATCH")


def is_known(db: sqlite3.Connection, token: str) -> bool:
    """Return whether an account answers to this name."""
    return db.execute("SELECT 1 FROM payees WHERE token = ?", (token,)).fetchone() is not None


def _known_by(db: sqlite3.Connection, table: str, what: str, name: str, *, code: str) -> str:
    # Neither number nor name is kept: a digest tells whether it is the same again.
    digest, named = (hashlib.sha256(text.encode()).hexdigest() for text in (what, name))
    assert table in ("payees", "identities")
    db.execute(
        f"INSERT INTO {table} (token, digest, named) VALUES (?, ?, ?)"  # noqa: S608 - one of two
        " ON CONFLICT (digest) DO NOTHING",
        (f"{table[:3]}_{secrets.token_hex(12)}", digest, named),
    )
    row = db.execute(
        f"SELECT token, named FROM {table} WHERE digest = ?",  # noqa: S608 - one of two
        (digest,),
    ).fetchone()
    if row["named"] != named:
        raise Refused(code, "the name is another")
    return str(row["token"])
