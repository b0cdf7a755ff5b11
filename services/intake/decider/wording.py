"""Which themes and branches a submission may name: those of the reference data that hold when it says so."""

from collections.abc import Iterable, Iterator, Sequence

from services.intake import errors, events
from services.intake.reference import Reference, Term
from shared.errors import Wrong


def must_be_known(reference: Reference, description: events.Description) -> None:
    """Raise UnknownWords with each theme and branch that these reference data do not have, and those they have."""
    themes = list(_unknown("themes", description.themes, reference.themes))
    branches = list(_unknown("branches", description.branches, reference.branches))
    if not themes and not branches:
        return
    wrong = [*themes, *branches]
    there_are = [f"themes are {_names(reference.themes)}"] if themes else []
    there_are += [f"branches are {_names(reference.branches)}"] if branches else []
    count = "One word is" if len(wrong) == 1 else f"{len(wrong)} words are"
    raise errors.UnknownWords(
        f"{count} not in the reference data that hold now ({reference.reference_version}), see errors: "
        f"{'; '.join(there_are)}. Nothing was changed; choose from these and send it again.",
        wrong,
    )


def unknown(reference: Reference, themes: Iterable[object], branches: Iterable[object]) -> Iterator[Wrong]:
    """What in the lists is a text, and none of the words that hold."""
    yield from _unknown("themes", themes, reference.themes)
    yield from _unknown("branches", branches, reference.branches)


def _unknown(field: str, given: Iterable[object], terms: Sequence[Term]) -> Iterator[Wrong]:
    known = {term.name for term in terms}
    for at, word in enumerate(given):
        if isinstance(word, str) and word not in known:
            yield Wrong(f"/{field}/{at}", "not-in-reference-data", f"choose from {_names(terms)}")


def _names(terms: Sequence[Term]) -> str:
    return ", ".join(term.name for term in terms)
