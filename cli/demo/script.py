"""What people do for each initiative of the demo set, act by act, until its fate."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final

from cli.demo import roads
from cli.demo.cast import ADVISER, AUTHOR, EDITOR, MINISTRIES, SECOND_ADVISER, VWS, person, submitter
from cli.demo.step import Known, Step, just, of_draft, with_id
from shared.actor import Actor

CRITERIA: Final = ("samenwerken", "innoveren", "veranderen", "opschalen")
MET: Final = {"outcome": "met"}


def steps(
    index: int, initiative: Mapping[str, Any], meeting: str | None, next_meeting: str | None = None
) -> Iterator[Step]:
    """The acts of the `index`-th initiative, whose meeting has this id, and the one that it moves to if it does."""
    by = submitter(index)
    fate = initiative["fate"]
    side = frozenset(initiative.get("roads", ()))
    yield Step("submit", by, "/intake/v1/initiatives", _submission(initiative), "initiative-submitted.v1")
    yield from roads.before_judging(by, side)
    if fate == "withdrawn":
        yield from _judged(initiative, limit=2)
        yield Step(
            "withdraw",
            by,
            "/intake/v1/initiatives/{id}/withdrawals",
            lambda _: {"reason": initiative["reason"]},
            "initiative-withdrawn.v1",
        )
        return
    yield from _judged(initiative)
    if "reassessed" in side:
        yield from _assessed("rejected")
        yield roads.revision(by)
        yield from _judged(initiative, again="-again")
    yield from _assessed(fate)
    if fate == "rejected":
        return
    if "reversed" in side:
        yield from roads.reversal()
    yield from _reviewed(fate, initiative)
    if fate in {"cleared", "refused", "waiting"}:
        return
    yield from _published(by, initiative)
    assert meeting is not None  # noqa: S101 - the set names a meeting for all that get this far
    yield from _invited(by, meeting, next_meeting)
    if fate == "nominated":
        yield Step(
            "nominate", EDITOR, _meeting(next_meeting or meeting, "nominations"), with_id({}), "koploper-nominated.v1"
        )
    if "named" in side:
        yield from roads.named(next_meeting or meeting)
    if "corrected" in side:
        yield from _out(by, initiative, "corrections", "article-corrected.v1", "-again")


def meeting(wanted: Mapping[str, Any], today: date) -> Mapping[str, Any]:
    """What is said of a meeting: on its day, or so many days ahead."""
    ahead = {"date": (today + timedelta(days=wanted["inDays"])).isoformat()} if "inDays" in wanted else {}
    return {name: value for name, value in wanted.items() if name not in {"key", "inDays"}} | ahead


def _submission(initiative: Mapping[str, Any]) -> Callable[[Known], Mapping[str, Any]]:
    """What is told; the origin of what is taken up from a signal follows from that."""

    def body(known: Known) -> Mapping[str, Any]:
        told: Mapping[str, Any] = initiative["submission"]
        if "signalId" not in known:
            return told
        return {name: value for name, value in told.items() if name != "origin"} | {"signalId": known["signalId"]}

    return body


def _judged(initiative: Mapping[str, Any], limit: int = len(CRITERIA), again: str = "") -> Iterator[Step]:
    """Against what is claimed; when it is judged `again`, all of that is met."""
    claims = initiative["submission"]["criteria"]
    for criterion in CRITERIA[:limit]:
        met = bool(again) or claims[criterion] is not None
        motivation = "De onderbouwing overtuigt." if met else "Hiervoor is geen onderbouwing gegeven."
        yield Step(
            f"judge-{criterion}{again}",
            ADVISER,
            "/assessment/v1/dossiers/{id}/judgements",
            just({"criterion": criterion, "met": met, "motivation": f"{motivation} (verzonnen)"}),
            "criterion-judged.v1",
            {"criterion": criterion},
        )


def _assessed(fate: str) -> Iterator[Step]:
    path = "/assessment/v1/dossiers/{id}"
    if fate != "rejected":
        yield Step("assess", ADVISER, f"{path}/assessments", just({}), "criteria-assessed.v1", MET)
        return
    yield Step("propose", ADVISER, f"{path}/assessments", just({}), "rejection-proposed.v1")
    confirmation = {"confirmed": True, "motivation": "Twee van vier criteria is te weinig (verzonnen)."}
    yield Step("confirm", SECOND_ADVISER, f"{path}/confirmations", just(confirmation), "criteria-assessed.v1")


def _reviewed(fate: str, initiative: Mapping[str, Any]) -> Iterator[Step]:
    path = "/review/v1/clearances/{id}"
    check = {"clear": True, "motivation": "Geen contact met de Inspectie bekend (verzonnen)."}
    yield Step("check", VWS, f"{path}/inspectorate-checks", just(check), "inspectorate-checked.v1")
    for number, ministry in enumerate(initiative.get("ministries", MINISTRIES), 10):
        if fate == "waiting" and ministry == "ministry-szw":
            return
        refused = fate == "refused" and ministry == "ministry-ocw"
        verdict = {
            "ministry": ministry,
            "verdict": "refused" if refused else "cleared",
            "motivation": initiative["refusal"] if refused else "Geen bezwaar (verzonnen).",
        }
        yield Step(
            f"verdict-{ministry}",
            person(ministry, number),
            f"{path}/verdicts",
            just(verdict),
            "ministry-verdict-given.v1",
            {"ministry": ministry},
        )


def _published(by: Actor, initiative: Mapping[str, Any]) -> Iterator[Step]:
    yield from _out(by, initiative, "publications", "article-published.v1")


def _out(by: Actor, initiative: Mapping[str, Any], how: str, made: str, again: str = "") -> Iterator[Step]:
    """A draft that both agree to, and that comes out."""
    path = "/publication/v1/stories/{id}"
    told = initiative["submission"]
    thanks = "\n\nMet dank aan iedereen die meedacht (verzonnen)." if again else ""
    article = {
        "title": told["title"],
        "intro": told["summary"],
        "body": f"## Wat is er nieuw?\n\n{told['novelty']}\n\n## Wat merkt de werkvloer?\n\n{told['result']}\n{thanks}",
    }
    consent = {
        "consent": {"name": True, "phone": False, "email": True},
        "published": {"name": told["contact"]["name"], "email": told["contact"]["email"]},
    }
    yield Step(f"draft{again}", AUTHOR, f"{path}/drafts", just(article), "article-drafted.v1")
    yield Step(f"approve{again}", EDITOR, f"{path}/approvals", of_draft({}), "article-approved.v1")
    yield Step(f"agree{again}", by, f"{path}/approvals", of_draft(consent), "article-approved.v1")
    yield Step(f"out{again}", EDITOR, f"{path}/{how}", of_draft({}), made)


def _invited(by: Actor, meeting: str, next_meeting: str | None) -> Iterator[Step]:
    yield Step(
        "invite", EDITOR, _meeting(meeting, "invitations"), with_id({}), "koploper-invited.v1", {"meetingId": meeting}
    )
    if next_meeting is None:
        yield _answer(by, meeting, "accepted")
        return
    yield _answer(by, meeting, "next")
    yield _answer(by, next_meeting, "accepted")


def _answer(by: Actor, meeting: str, answer: str) -> Step:
    body, having = with_id({"answer": answer}), {"meetingId": meeting, "answer": answer}
    made = "invitation-answered.v1"
    return Step(f"answer-{answer}", by, _meeting(meeting, "answers"), body, made, having)


def _meeting(id: str, act: str) -> str:
    return f"/publication/v1/meetings/{id}/{act}"
