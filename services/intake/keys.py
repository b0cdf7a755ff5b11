"""Secret links: who has the key of one may do what the link is for, whoever they are.

A key is made of the store's own secret and what it opens, so none is kept anywhere and a repeated request gives the
same. It travels in a header and, in the link that people get, behind the `#`, which no browser sends: so it stands in
no address, and with that in no access log, trace, metric or Referer.
"""

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Annotated, Final

from fastapi import Header

HEADER: Final = "Koploper-Key"

Key = Annotated[
    str | None,
    Header(alias=HEADER, max_length=200, description="The key of a secret link: what stands behind its `#`."),
]


def made(secret: bytes, of: str, id: str) -> str:
    """The key of the one `of` (a kind of link, in lowercase letters) under this `id`; `secret` is the store's own."""
    return urlsafe_b64encode(hmac.digest(secret, f"{of} {id}".encode(), sha256)).decode().rstrip("=")


def fits(given: str | None, secret: bytes, of: str, id: str) -> bool:
    """Whether `given` is that key; how long this takes tells nothing of it."""
    return hmac.compare_digest((given or "").encode(), made(secret, of, id).encode())
