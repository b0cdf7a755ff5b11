"""What people do for each initiative of the demo set, act by act, until its fate."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from shared.actor import Actor, Role

Known = Mapping[str, Any]
"""What earlier acts made known of an initiative: `id`, `draftVersion`."""

INITIATIVES: Final = 10
CRITERIA: Final = ("samenwerken", "innoveren", "veranderen", "opschalen")
MINISTRIES: Final[tuple[Role, ...]] = ("ministry-vws", "ministry-ocw", "ministry-szw")


@dataclass(frozen=True)
class Step:
    """One human act: one request. It was done when the journey holds a fact of `made`, by this actor, with `having`."""

    name: str
    actor: Actor
    path: str
    body: Callable[[Known], Mapping[str, Any]]
    made: str
    having: Mapping[str, Any] = field(default_factory=dict)


def person(role: Role, number: int) -> Actor:
    """An invented person of the demo set: always the same."""
    return Actor(role, f"0190d0de-0000-7000-8000-{number:012x}")


ADVISER: Final = person("adviser", 1)
SECOND_ADVISER: Final = person("adviser", 2)
AUTHOR: Final = person("editor", 3)
EDITOR: Final = person("editor", 4)


def submitter(index: int) -> Actor:
    """The contact person of the `index`-th initiative."""
    return person("submitter", 100 + index)


def people() -> list[Actor]:
    """Everybody who acts or looks in the demo set, and an operator."""
    ministries = [person(ministry, number) for number, ministry in enumerate(MINISTRIES, 10)]
    office = [ADVISER, SECOND_ADVISER, AUTHOR, EDITOR, *ministries, person("auditor", 90), person("operator", 91)]
    return [*office, *map(submitter, range(INITIATIVES))]


def steps(index: int, initiative: Mapping[str, Any], meeting: str | None) -> Iterator[Step]:
    """The acts of the `index`-th initiative, whose meeting has this id."""
    by = submitter(index)
    fate = initiative["fate"]
    yield Step("submit", by, "/intake/v1/initiatives", lambda _: initiative["submission"], "initiative-submitted.v1")
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
    yield from _assessed(fate)
    if fate == "rejected":
        return
    yield from _reviewed(fate, initiative)
    if fate in {"refused", "waiting"}:
        return
    yield from _published(by, initiative)
    assert meeting is not None  # noqa: S101 - the set names a meeting for all that get this far
    yield from _nominated(by, fate, meeting)


def _judged(initiative: Mapping[str, Any], limit: int = len(CRITERIA)) -> Iterator[Step]:
    claims = initiative["submission"]["criteria"]
    for criterion in CRITERIA[:limit]:
        met = claims[criterion] is not None
        motivation = "De onderbouwing overtuigt." if met else "Hiervoor is geen onderbouwing gegeven."
        yield Step(
            f"judge-{criterion}",
            ADVISER,
            "/assessment/v1/dossiers/{id}/judgements",
            _just({"criterion": criterion, "met": met, "motivation": f"{motivation} (verzonnen)"}),
            "criterion-judged.v1",
            {"criterion": criterion},
        )


def _assessed(fate: str) -> Iterator[Step]:
    path = "/assessment/v1/dossiers/{id}"
    if fate != "rejected":
        yield Step("assess", ADVISER, f"{path}/assessments", _just({}), "criteria-assessed.v1")
        return
    yield Step("assess", ADVISER, f"{path}/assessments", _just({}), "rejection-proposed.v1")
    confirmation = {"confirmed": True, "motivation": "Twee van vier criteria is te weinig (verzonnen)."}
    yield Step("confirm", SECOND_ADVISER, f"{path}/confirmations", _just(confirmation), "criteria-assessed.v1")


def _reviewed(fate: str, initiative: Mapping[str, Any]) -> Iterator[Step]:
    path = "/review/v1/clearances/{id}"
    check = {"clear": True, "motivation": "Geen contact met de Inspectie bekend (verzonnen)."}
    yield Step(
        "check", person("ministry-vws", 10), f"{path}/inspectorate-checks", _just(check), "inspectorate-checked.v1"
    )
    for number, ministry in enumerate(MINISTRIES, 10):
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
            _just(verdict),
            "ministry-verdict-given.v1",
            {"ministry": ministry},
        )


def _published(by: Actor, initiative: Mapping[str, Any]) -> Iterator[Step]:
    path = "/publication/v1/stories/{id}"
    told = initiative["submission"]
    article = {
        "title": told["title"],
        "intro": told["summary"],
        "body": f"## Wat is er nieuw?\n\n{told['novelty']}\n\n## Wat merkt de werkvloer?\n\n{told['result']}\n",
    }
    consent = {
        "consent": {"name": True, "phone": False, "email": True},
        "published": {"name": told["contact"]["name"], "email": told["contact"]["email"]},
    }
    yield Step("draft", AUTHOR, f"{path}/drafts", _just(article), "article-drafted.v1")
    yield Step("approve", EDITOR, f"{path}/approvals", _draft({}), "article-approved.v1")
    yield Step("agree", by, f"{path}/approvals", _draft(consent), "article-approved.v1")
    yield Step("publish", EDITOR, f"{path}/publications", _draft({}), "article-published.v1")


def _nominated(by: Actor, fate: str, meeting: str) -> Iterator[Step]:
    path = f"/publication/v1/meetings/{meeting}"
    named = _with_id({})
    yield Step("invite", EDITOR, f"{path}/invitations", named, "koploper-invited.v1")
    yield Step("answer", by, f"{path}/answers", _with_id({"answer": "accepted"}), "invitation-answered.v1")
    if fate == "nominated":
        yield Step("nominate", EDITOR, f"{path}/nominations", named, "koploper-nominated.v1")


def _just(body: Mapping[str, Any]) -> Callable[[Known], Mapping[str, Any]]:
    return lambda _: body


def _draft(body: Mapping[str, Any]) -> Callable[[Known], Mapping[str, Any]]:
    return lambda known: {"draftVersion": known["draftVersion"], **body}


def _with_id(body: Mapping[str, Any]) -> Callable[[Known], Mapping[str, Any]]:
    return lambda known: {"initiativeId": known["id"], **body}
