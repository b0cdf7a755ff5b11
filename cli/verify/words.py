"""What sentences of the verifier share, in the language of who reads them."""

from collections.abc import Iterable

from cli.language import say
from shared.notes.keys import Forged, Unsigned, Verifier


def many(count: int, one: str, more: str) -> str:
    """So many of something."""
    return f"{count} {one if count == 1 else more}"


def entries(count: int) -> str:
    """So many entries."""
    return say(many(count, "feit", "feiten"), many(count, "entry", "entries"))


def these(count: int) -> str:
    """The entries that were looked at, which are so many."""
    if count == 1:
        return say("dit ene feit", "this one entry")
    return say(f"deze {count} feiten", f"these {count} entries")


def first(count: int) -> str:
    """So many entries from the first on."""
    if count == 1:
        return say("het eerste feit", "the first entry")
    return say(f"de eerste {count} feiten", f"the first {count} entries")


def lacks(path: str) -> str:
    """That a file is not there."""
    return say(f"{path} is er niet", f"{path} is not there")


def unreadable(what: object, why: object) -> str:
    """That something cannot be read."""
    return say(f"{what} is niet te lezen: {why}", f"{what} cannot be read: {why}")


def untrue(error: Unsigned | Forged, trusted: Iterable[Verifier]) -> str:
    """Why a signature is not taken for that of one of these keys."""
    if isinstance(error, Forged):
        return say(f"een handtekening is vals: {error}", f"a signature is forged: {error}")
    names = ", ".join(dict.fromkeys(each.name for each in trusted))
    return say(f"dit is niet getekend door {names or 'iemand'}", f"none of {names or 'nobody'} signed this")


def no_envelope(why: object) -> str:
    """That an entry is none."""
    return say(f"het is geen envelop: {why}", f"it is no envelope: {why}")


def caused_itself() -> str:
    """That an entry names itself as its cause."""
    return say("het zegt dat het zichzelf veroorzaakte", "it says that it caused itself")
