"""What a draft of an article is called by those who agree to it: a hash of all that it says.

A stranger recomputes it from ArticleDrafted: take `title`, `intro` and `body` as they stand there, write them as JSON
after RFC 8785 (UTF-8, keys sorted, no white space), and take the SHA-256 of these bytes. What a contact person lets be
published of them is no part of it: it stands beside the draft in what they agreed to, each text by its salted digest.
"""

import hashlib
import json


def article_digest(title: str, intro: str, body: str) -> str:
    """SHA-256, in lowercase hex, of the canonical JSON of a draft."""
    said = {"title": title, "intro": intro, "body": body}
    canonical = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
