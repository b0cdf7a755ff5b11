"""What another policy makes of all initiatives: which outcomes would differ, and why."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from cli.what_if import clearance, dossier, reasons
from cli.what_if.clearance import Clearance, Decided
from cli.what_if.dossier import Assessed, Dossier
from cli.what_if.fact import Place, Told
from cli.what_if.reasons import Reason
from services.assessment.decider.states import Closed, WithdrawnBefore
from services.assessment.policy import Policy
from shared.envelope import timestamp

Since = int | datetime | None


@dataclass(frozen=True, slots=True)
class Outcomes:
    """How an initiative came out; None is not decided."""

    assessment: dossier.Outcome | None
    clearance: clearance.Outcome | None

    @property
    def word(self) -> Literal["rejected", "assessed", "cleared", "refused", "undecided"]:
        """How far that is, by the stages of a journey."""
        if self.assessment is None:
            return "undecided"
        return "rejected" if self.assessment == "not-met" else self.clearance or "assessed"


@dataclass(frozen=True, slots=True)
class Difference:
    """An initiative that would come out otherwise."""

    initiative_id: str
    title: str | None
    decided_under: str
    present: Outcomes
    other: Outcomes
    reasons: Sequence[Reason]

    @property
    def told(self) -> Mapping[str, Any]:
        """For machines."""
        return {
            "initiativeId": self.initiative_id,
            "title": self.title,
            "policyVersion": self.decided_under,
            "present": {"assessment": self.present.assessment, "clearance": self.present.clearance},
            "other": {"assessment": self.other.assessment, "clearance": self.other.clearance},
            "reasons": [{"rule": each.rule, "sentence": each.sentence} for each in self.reasons],
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """What would differ of so many `compared`; the others are `under_way` or `withdrawn`, or were decided `earlier`."""

    policy_version: str
    compared: int
    under_way: int
    withdrawn: int
    earlier: int
    differences: Sequence[Difference]

    @property
    def told(self) -> Mapping[str, Any]:
        """For machines."""
        return {
            "policyVersion": self.policy_version,
            "compared": self.compared,
            "underWay": self.under_way,
            "withdrawn": self.withdrawn,
            "earlier": self.earlier,
            "items": [each.told for each in self.differences],
        }


@dataclass(frozen=True, slots=True)
class Initiative:
    """What was heard of one."""

    dossier: Dossier = field(default_factory=Dossier)
    clearance: Clearance = field(default_factory=Clearance)


@dataclass
class Initiatives:
    """All that is heard, of each what it comes to under its own policy and under the other."""

    policy: Policy
    known: dict[str, Initiative] = field(default_factory=dict)

    def assessed(self, told: Told[Any]) -> None:
        """Hear a fact of a dossier."""
        before = self.known.get(told.initiative_id, Initiative())
        self.known[told.initiative_id] = replace(before, dossier=before.dossier.heard(told, self.policy))

    def reviewed(self, told: Told[Any]) -> None:
        """Hear a fact of a clearance."""
        before = self.known.get(told.initiative_id, Initiative())
        self.known[told.initiative_id] = replace(before, clearance=before.clearance.heard(told, self.policy))

    def answer(self, since: Since) -> Answer:
        """What would differ of what was decided since."""
        under_way = withdrawn = earlier = 0
        compared: list[tuple[str, Initiative]] = []
        for name, each in self.known.items():
            assessed, cleared = each.dossier.stands, each.clearance.stands(name)
            if isinstance(each.dossier.state, Closed | WithdrawnBefore):
                withdrawn += 1
            elif assessed is None:
                under_way += 1
            elif not _since([assessed.place, *([cleared.place] if cleared else [])], since):
                earlier += 1
            else:
                compared.append((name, each))
        found = (_difference(name, each, self.policy) for name, each in compared)
        differences = sorted(
            (each for each in found if each is not None), key=lambda each: (each.title or "", each.initiative_id)
        )
        version = self.policy.policy_version
        return Answer(version, len(compared), under_way, withdrawn, earlier, differences)


def _since(places: Iterable[Place], since: Since) -> bool:
    match since:
        case None:
            return True
        case datetime():
            return any(each.recorded_at >= timestamp(since) for each in places)
        case int():
            return any(each.position >= since for each in places)


def _difference(name: str, initiative: Initiative, policy: Policy) -> Difference | None:
    assessed, cleared = initiative.dossier.stands, initiative.clearance.stands(name)
    if assessed is None:
        return None
    present = Outcomes(assessed.outcome, cleared.outcome if cleared and assessed.outcome == "met" else None)
    other = Outcomes(assessed.other, cleared.other if cleared and assessed.other == "met" else None)
    if present == other:
        return None
    why = [
        *_of_assessment(assessed, present, other, policy),
        *_of_clearance(cleared, present, other, policy),
    ]
    return Difference(name, initiative.dossier.title, assessed.dossier.terms.policy_version, present, other, why)


def _of_assessment(assessed: Assessed, present: Outcomes, other: Outcomes, policy: Policy) -> Iterator[Reason]:
    if present.assessment != other.assessment:
        yield from reasons.of_assessment(assessed, policy)
        if other.assessment == "met" and other.clearance is None:
            yield reasons.to_be_asked(policy)


def _of_clearance(cleared: Decided | None, present: Outcomes, other: Outcomes, policy: Policy) -> Iterator[Reason]:
    if present.clearance == other.clearance:
        return
    if other.assessment != "met":
        yield reasons.not_asked(policy)
    elif cleared is not None:
        yield from reasons.of_clearance(cleared, policy)
