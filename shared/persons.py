"""Who a person is to this system: the id under which somebody acts, or what a service calls an e-mail address.

An actor's id is a UUID that says nothing. Somebody who is no actor, but whose address was given, has an id that only
the service to which it was given can make of the address: a UUIDv8 (RFC 9562, 5.8) of HMAC-SHA256 with a key of that
service's store. So whoever has the address finds what is kept under it, and nobody finds the address from the id.
"""

import unicodedata
from typing import Final
from uuid import UUID

from sqlalchemy import Connection

from shared import secret
from shared.clock import Ids, name_based

NAME: Final = "persons"


def key_of(connection: Connection, ids: Ids) -> bytes:
    """The store's own key for this, made when it is first asked for."""
    return secret.of(connection, ids, NAME)


def of_email(key: bytes, email: str) -> str:
    """The id of whoever has this address, in whatever capitals it is written."""
    normal = unicodedata.normalize("NFC", email.strip()).casefold()
    return name_based(key, normal)


def is_of_email(person: str) -> bool:
    """Whether this id was made of an address."""
    return UUID(person).version == 8
