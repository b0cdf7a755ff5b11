"""What people do while the ministries are asked: the inspectorate check, verdicts, advice, and closing it early."""

from typing import assert_never

from services.review import commands, errors, events
from services.review.decider.findings import found
from services.review.decider.state import (
    Cleared,
    Heard,
    NotMet,
    Open,
    Refused,
    Round,
    State,
    TakenBack,
    Waiting,
    Withdrawn,
)
from shared.errors import SeenOlderVersion, Unknown


def check_inspectorate(command: commands.CheckInspectorate, state: State) -> list[events.InitiativeEvent]:
    round_ = going_on(opened(state))
    if round_.inspectorate != "not-checked":
        raise errors.AlreadyChecked(
            "The inspectorate check of this clearance was made before; it stands as it was. Give a verdict next."
        )
    return [
        events.InspectorateChecked(
            policy_version=round_.policy_version,
            submission_version=round_.version,
            clear=command.clear,
            motivation=command.motivation,
            by=events.PersonId(command.act.actor.id),
        )
    ]


def give_verdict(command: commands.GiveVerdict, state: State) -> list[events.InitiativeEvent]:
    there = opened(state)
    _own_and_required(command, there.round)
    _not_about_another_version(command, there)
    round_ = going_on(there)
    _allowed_by_inspectorate(command, round_)
    given = events.MinistryVerdictGiven(
        policy_version=round_.policy_version,
        submission_version=round_.version,
        ministry=command.ministry,
        verdict=command.verdict,
        motivation=command.motivation,
        by=events.PersonId(command.act.actor.id),
    )
    return [given, *_outcome(found(round_, given))]


def advise(command: commands.Advise, state: State) -> list[events.InitiativeEvent]:
    round_ = going_on(opened(state))
    return [
        events.EmployersAdvised(
            policy_version=round_.policy_version,
            submission_version=round_.version,
            advice=command.advice,
            text=command.text,
            by=events.PersonId(command.act.actor.id),
        )
    ]


def close(command: commands.CloseRound, state: State) -> list[events.InitiativeEvent]:
    round_ = going_on(opened(state))
    closed = events.RoundClosed(
        policy_version=round_.policy_version, submission_version=round_.version, reason=command.reason
    )
    return [closed, _refused(round_)]


def _outcome(round_: Round) -> list[events.Ended]:
    """Nothing before the last verdict is in."""
    if not round_.complete:
        return []
    if round_.refused_by:
        return [_refused(round_)]
    return [
        events.MinistryCleared(
            policy_version=round_.policy_version, submission_version=round_.version, ministries=round_.required
        )
    ]


def _refused(round_: Round) -> events.MinistryRefused:
    return events.MinistryRefused(
        policy_version=round_.policy_version, submission_version=round_.version, refused_by=round_.refused_by
    )


def opened(state: State) -> Open:
    """The clearance there is to act on, or why there is none."""
    match state:
        case Open():
            return state
        case Waiting(Heard(assessment=NotMet())):
            raise errors.InitiativeRejected(
                "This initiative does not meet the criteria, so there is nothing to clear. Nothing was recorded; "
                "a clearance is requested when a revision of it does meet them."
            )
        case Waiting():
            raise Unknown(
                "No clearance has been requested for this initiative. Nothing was recorded; "
                "a clearance is requested when the initiative meets the criteria."
            )
        case Cleared():
            raise errors.AlreadyDecided(
                "The ministries have cleared this initiative. That stands and nothing was added; take your verdict "
                "back with a reason to give another. A newer version that meets the criteria gets its own round."
            )
        case Refused():
            raise errors.AlreadyDecided(
                "The ministries have refused this initiative. That stands and nothing was added; "
                "who decided it can take that back with a reason."
            )
        case Withdrawn():
            raise errors.InitiativeWithdrawn(
                "The submitter withdrew this initiative. What was found before is kept, and nothing was added."
            )
        case _:
            assert_never(state)


def _own_and_required(command: commands.GiveVerdict, round_: Round) -> None:
    if command.ministry != command.act.actor.role:
        raise errors.NotYourMinistry(
            f"A {command.act.actor.role} cannot give the verdict of {command.ministry}. Nothing was recorded; "
            "give the verdict of your own ministry."
        )
    if command.ministry not in round_.required:
        raise errors.MinistryNotRequired(
            f"Policy {round_.policy_version} asks {', '.join(round_.required)}. Nothing was recorded; "
            f"a verdict of {command.ministry} is not needed."
        )


def _not_about_another_version(command: commands.GiveVerdict, opened: Open) -> None:
    newest = opened.heard.newest
    seen = newest if command.submission_version is None else command.submission_version
    if seen < newest:
        raise SeenOlderVersion(
            f"This verdict is about version {seen}, and version {newest} is known here. Nothing was recorded; "
            f"read version {newest} first."
        )
    if seen > newest:
        raise errors.VersionNotHereYet(
            f"This verdict is about version {seen}, and version {newest} is the newest known here. "
            "Nothing was recorded; try again when it has arrived."
        )


def going_on(opened: Open) -> Round:
    """The round, unless it is suspended: by a newer version than the one asked about, or by a reversal."""
    newest = opened.heard.newest
    if isinstance(opened.heard.assessment, TakenBack):
        raise errors.SuspendedByReversal(
            "The assessment that this clearance rests on was taken back. What was found is kept and nothing was added; "
            "go on once the initiative is found to meet the criteria again."
        )
    if newest > opened.round.version:
        raise errors.SuspendedByRevision(
            f"The ministries were asked about version {opened.round.version}, and version {newest} is known here. "
            f"What was found is kept and nothing was added; go on once version {newest} is found to meet the criteria."
        )
    return opened.round


def _allowed_by_inspectorate(command: commands.GiveVerdict, round_: Round) -> None:
    match round_.inspectorate, command.verdict:
        case "not-checked", _:
            raise errors.InspectorateCheckFirst(
                "The inspectorate check has not been made, and comes before the first verdict. Nothing was recorded; "
                "the ministry of VWS makes it."
            )
        case "objects", "cleared":
            raise errors.InspectorateObjects(
                "The inspectorate check found an objection, so a ministry can only refuse. Nothing was recorded; "
                "refuse, or ask an adviser to close the round."
            )
        case _:
            return
