"""Older checkpoints that somebody kept of a log: whether it still has what was signed for then."""

from collections.abc import Mapping, Sequence

from cli.language import say
from cli.verify.findings import Findings, Wrong
from cli.verify.origins import Begun
from cli.verify.words import entries, first, many, these
from shared.merkle.hashing import Hash
from shared.notes.checkpoint import Checkpoint


def hold(
    kept: Sequence[Checkpoint], roots: Mapping[int, Hash], told: Checkpoint, begun: Sequence[Begun], found: Findings
) -> None:
    """Say of older checkpoints that somebody kept whether the log has their entries; `roots` by how many those are."""
    for each in kept:
        after = next((begin for begin in begun if begin.old.origin == each.origin), None)
        if each.origin != told.origin and after is None:
            found.add(Wrong("kept", _another(each.origin, told.origin)))
        elif after is not None and each.size > after.old.size:
            found.add(Wrong("kept", _more(each, after.old), after.position))
        elif after is not None and each.size > after.entries:
            found.unknown.append(_lost(each, after.entries))
        elif each.size not in roots:
            found.add(Wrong("kept", _fewer(each, told)))
        elif roots[each.size] != each.root:
            found.add(Wrong("kept", _changed(first(each.size), each.size)))
        else:
            found.checked.append(_unchanged(first(each.size), each))


def hold_dossier(kept: Sequence[Checkpoint], told: Checkpoint, found: Findings) -> None:
    """Older checkpoints say something of a dossier only where they are for as many entries."""
    for each in kept:
        if (each.origin, each.size) != (told.origin, told.size):
            found.untold.append(_elsewhere(each))
        elif each.root != told.root:
            found.add(Wrong("kept", _changed(these(told.size), told.size)))
        else:
            found.checked.append(_unchanged(these(told.size), each))


def _another(was: str, now: str) -> str:
    return say(
        f"wat bewaard is, is van {was}, en dit logboek is {now}", f"what was kept is of {was}, and this log is {now}"
    )


def _more(each: Checkpoint, old: Checkpoint) -> str:
    size = entries(old.size)
    return say(
        f"het zegt dat {each.origin} voor {size} tekende, en wat bewaard is, is voor {each.size}",
        f"it says that {each.origin} signed for {size}, and what was kept is for {each.size}",
    )


def _lost(each: Checkpoint, left: int) -> str:
    size = entries(each.size)
    return say(
        f"Wat bewaard is, is voor {size} van {each.origin}; daarvan {'was' if left == 1 else 'waren'} er {left} over.",
        f"What was kept is for {size} of {each.origin}, of which {many(left, 'was', 'were')} left.",
    )


def _fewer(each: Checkpoint, told: Checkpoint) -> str:
    had = entries(each.size)
    return say(
        f"het logboek had eerder {had}, en heeft er nu {told.size}", f"the log had {had} once, and has {told.size} now"
    )


def _elsewhere(each: Checkpoint) -> str:
    size = entries(each.size)
    return say(
        f"Wat bewaard is, is voor {size} van {each.origin}: of die er nog zijn, zegt het hele logboek, en geen dossier "
        "van een andere grootte. Controleer dat met --kept.",
        f"What was kept is for {size} of {each.origin}: whether they are still there, the whole ledger tells, and no "
        "dossier of another size. Verify that with --kept.",
    )


def _changed(what: str, count: int) -> str:
    if count == 1:
        return say(f"{what} is niet dat waarvoor eerder getekend is", f"{what} is not the one that was signed for once")
    return say(f"{what} zijn niet die waarvoor eerder getekend is", f"{what} are not those that were signed for once")


def _unchanged(what: str, each: Checkpoint) -> str:
    begun = what[0].upper() + what[1:]
    if each.size == 1:
        return say(
            f"{begun} is nog dat waarvoor {each.origin} eerder tekende.",
            f"{begun} is the one that {each.origin} signed for once.",
        )
    return say(
        f"{begun} zijn nog die waarvoor {each.origin} eerder tekende.",
        f"{begun} are those that {each.origin} signed for once.",
    )
