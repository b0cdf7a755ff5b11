"""Dutch first, English on request: `KOPLOPER_TAAL=en`."""

import os
from typing import Final

ENGLISH: Final = "en"


def english() -> bool:
    """Whether this person asked for English."""
    return os.environ.get("KOPLOPER_TAAL", "nl").lower().startswith(ENGLISH)


def say(dutch: str, english_text: str) -> str:
    """The one of two sentences that this person reads."""
    return english_text if english() else dutch
