"""Why an outcome would be another, in sentences: criteria, the threshold, ministries."""

from collections.abc import Iterator
from dataclasses import dataclass

from cli.language import say
from cli.what_if.clearance import Decided
from cli.what_if.dossier import Assessed
from services.assessment.decider.states import Dossier
from services.assessment.policy import Ministry, Policy


@dataclass(frozen=True, slots=True)
class Reason:
    """The rule that makes a difference, and the sentence for whoever reads."""

    rule: str
    sentence: str


def of_assessment(found: Assessed, policy: Policy) -> Iterator[Reason]:
    """Why its outcome would not be what it is."""
    dossier, version = found.dossier, policy.policy_version
    for criterion, judged in dossier.judgements.items():
        if criterion not in policy.criteria:
            was = say("voldaan", "met") if judged.met else say("niet voldaan", "not met")
            yield _reason(
                "criterion-not-asked",
                f"Beleid {version} vraagt niet naar {criterion} ({was}).",
                f"Policy {version} does not ask for {criterion} ({was}).",
            )
    unjudged = found.other_dossier.unjudged
    for criterion in unjudged:
        yield _reason(
            "criterion-asked",
            f"Beleid {version} vraagt ook naar {criterion}, en dat is niet beoordeeld.",
            f"Policy {version} asks for {criterion} too, which was not judged.",
        )
    if unjudged:
        return
    if found.refusal is None:
        yield _counted(dossier, found.other_dossier)
    else:
        yield Reason(found.refusal.rule, str(found.refusal))


def _counted(dossier: Dossier, other: Dossier) -> Reason:
    (met, of, asked), (other_met, other_of, other_asked) = _counts(dossier), _counts(other)
    version, own = other.terms.policy_version, dossier.terms.policy_version
    return _reason(
        "threshold",
        f"Er zijn {other_met} van de {other_of} criteria voldaan, en beleid {version} vraagt er {other_asked}; "
        f"onder {own} waren het er {met} van de {of}, en vroeg het er {asked}.",
        f"{other_met} of {other_of} criteria are met, and policy {version} asks for {other_asked}; "
        f"under {own} {met} of {of} were, and it asked for {asked}.",
    )


def _counts(dossier: Dossier) -> tuple[int, int, int]:
    """How many are met, of how many, and how many have to be."""
    met = sum(judged.met for judged in dossier.judgements.values())
    return met, len(dossier.terms.criteria), dossier.terms.threshold


def of_clearance(found: Decided, policy: Policy) -> Iterator[Reason]:
    """Why its outcome would not be what it is."""
    version = policy.policy_version
    for ministry in found.round.required:
        said = found.round.verdicts.get(ministry)
        if ministry not in found.other_round.required and said != "cleared":
            yield _reason(
                "ministry-not-asked",
                f"Beleid {version} vraagt {_named(ministry)} niet; dat {'wees af' if said else 'gaf geen oordeel'}.",
                f"Policy {version} does not ask {_named(ministry)}, which {'refused' if said else 'gave no verdict'}.",
            )
    for ministry in found.other_round.unanswered:
        if ministry not in found.round.required:
            yield _reason(
                "ministry-asked",
                f"Beleid {version} vraagt ook {_named(ministry)}, en dat gaf geen oordeel.",
                f"Policy {version} asks {_named(ministry)} too, which gave no verdict.",
            )


def not_asked(policy: Policy) -> Reason:
    """Why there would be no clearance at all."""
    return _reason(
        "not-met-first",
        f"Zonder dat het aan de criteria van beleid {policy.policy_version} voldoet, wordt geen ministerie gevraagd.",
        f"While it does not meet the criteria of policy {policy.policy_version}, no ministry is asked.",
    )


def to_be_asked(policy: Policy) -> Reason:
    """Why there is no clearance yet where there would have been an assessment that asks for one."""
    asked = ", ".join(map(_named, policy.required_ministries))
    return _reason("ministries-asked-then", f"Dan zou {asked} worden gevraagd.", f"Then {asked} would be asked.")


def _named(ministry: Ministry) -> str:
    """As people call it."""
    return ministry.removeprefix("ministry-").upper()


def _reason(rule: str, dutch: str, english: str) -> Reason:
    return Reason(rule, say(dutch, english))
