"""The side roads of the demo set: what happens on some journeys and not on most."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Final

from cli.demo.cast import ADVISER, EDITOR, RELATED_ADVISER, VWS
from cli.demo.step import Known, Step, just, with_id
from shared.actor import Actor

DOSSIER: Final = "/assessment/v1/dossiers/{id}"
STORY: Final = "/publication/v1/stories/{id}"
INITIATIVE: Final = "/intake/v1/initiatives/{id}"


def before_judging(by: Actor, side: Collection[str]) -> Iterator[Step]:
    """What comes between a submission and its judgements."""
    if "related" in side:
        yield _related()
    if "asked" in side:
        yield from _asked(by)
    if "returned" in side:
        yield from _returned()


def _related() -> Step:
    """An adviser who knows somebody there stays out of it."""
    body = {"conflict": True, "reason": "Mijn zus werkt daar (verzonnen)."}
    return Step("declare", RELATED_ADVISER, f"{DOSSIER}/declarations", just(body), "conflict-declared.v1")


def _asked(by: Actor) -> Iterator[Step]:
    """The clock stops until the submitter has answered."""
    question = {"question": "Hoeveel studenten deden mee, en hoeveel bleven er? (verzonnen)"}
    yield Step("ask", ADVISER, f"{DOSSIER}/information-requests", just(question), "information-requested.v1")
    yield Step(
        "reply",
        by,
        f"{INITIATIVE}/answers",
        lambda known: {"requestId": known["requestId"], "text": "Twaalf, en negen bleven er (verzonnen)."},
        "information-supplied.v1",
        needs="requestId",
    )


def _returned() -> Iterator[Step]:
    """It was too early, and it came back before the date that was set."""

    def later(known: Known) -> dict[str, str]:
        until = date.fromisoformat(known["today"]) + timedelta(days=90)
        return {"until": until.isoformat(), "motivation": "Het eerste jaar is nog niet om (verzonnen)."}

    yield Step("defer", ADVISER, f"{DOSSIER}/deferrals", later, "assessment-deferred.v1")
    yield Step("resume", ADVISER, f"{DOSSIER}/resumptions", just({}), "assessment-resumed.v1")


def revision(by: Actor) -> Step:
    """After a rejection it is told anew, and assessed once more."""
    body = {"result": "Na een half jaar is het verloop gehalveerd, en twee andere huizen doen mee (verzonnen)."}
    return Step("revise", by, f"{INITIATIVE}/revisions", just(body), "initiative-revised.v1", revises=True)


def reversal() -> Iterator[Step]:
    """The advisers take their decision back, and decide again."""
    reason = {"reason": "Een bijlage was niet gelezen (verzonnen)."}
    yield Step("reverse", ADVISER, f"{DOSSIER}/reversals", just(reason), "assessment-reversed.v1")
    yield Step("assess-again", ADVISER, f"{DOSSIER}/assessments", just({}), "criteria-assessed.v1", {"outcome": "met"})


def named(meeting: str) -> Iterator[Step]:
    """VWS names it officially; then it is sent the toolkit, is on a podium, and others take over what it does."""
    appointments = f"/publication/v1/meetings/{meeting}/appointments"
    yield Step("appoint", VWS, appointments, with_id({}), "koploper-appointed.v1")
    toolkit = {"edition": "2019-1", "how": "in-person"}
    yield Step("toolkit", EDITOR, f"{STORY}/toolkits", just(toolkit), "toolkit-sent.v1")

    def seen(known: Known) -> dict[str, str]:
        return {"kind": "zoemen-met", "title": "Zoemen met een Koploper (verzonnen)", "date": known["today"]}

    yield Step("on-podium", EDITOR, f"{STORY}/appearances", seen, "podium-appearance-recorded.v1")
    adoption = {
        "by": "Zorginstelling Zeeland (verzonnen)",
        "element": "Eén cliënt volgen",
        "form": "broadened",
        "result": "Ook de huisarts doet mee (verzonnen).",
    }
    yield Step("taken-over", EDITOR, f"{STORY}/adoptions", just(adoption), "element-adopted.v1")
