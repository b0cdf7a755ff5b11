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
from shared import submission
from shared.errors import Unknown
from shared.versions import must_be_newest


def check_inspectorate(command: commands.CheckInspectorate, state: State) -> list[events.InitiativeEvent]:
    round_ = going_on(opened(state), command)
    if round_.inspectorate != "not-checked":
        raise errors.AlreadyChecked(
            "The inspectorate check of this clearance was made before; it stands as it was. Give a verdict next."
        )
    return [
        events.InspectorateChecked(
            **round_.found_on,
            clear=command.clear,
            motivation=command.motivation,
            by=events.PersonId(command.act.actor.id),
        )
    ]


def give_verdict(command: commands.GiveVerdict, state: State) -> list[events.InitiativeEvent]:
    there = opened(state)
    _own_and_required(command, there.round)
    round_ = going_on(there, command)
    _allowed_by_inspectorate(command, round_)
    given = events.MinistryVerdictGiven(
        **round_.found_on,
        ministry=command.ministry,
        verdict=command.verdict,
        motivation=command.motivation,
        by=events.PersonId(command.act.actor.id),
    )
    return [given, *_outcome(found(round_, given))]


def advise(command: commands.Advise, state: State) -> list[events.InitiativeEvent]:
    round_ = going_on(opened(state), command)
    return [
        events.EmployersAdvised(
            **round_.found_on,
            advice=command.advice,
            text=command.text,
            by=events.PersonId(command.act.actor.id),
        )
    ]


def close(command: commands.CloseRound, state: State) -> list[events.InitiativeEvent]:
    round_ = going_on(opened(state), command)
    closed = events.RoundClosed(**round_.found_on, reason=command.reason)
    return [closed, _refused(round_)]


def _outcome(round_: Round) -> list[events.Ended]:
    """Nothing before the last verdict is in."""
    if not round_.complete:
        return []
    if round_.refused_by:
        return [_refused(round_)]
    return [events.MinistryCleared(**round_.found_on, ministries=round_.required)]


def _refused(round_: Round) -> events.MinistryRefused:
    return events.MinistryRefused(**round_.found_on, refused_by=round_.refused_by)


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


def going_on(opened: Open, command: commands.OnVersion) -> Round:
    """The round, unless another version was seen than the newest known here, or it is suspended: by a newer version
    than the one asked about, or by a reversal.
    """
    newest = opened.heard.newest
    must_be_newest(command.seen, newest, opened.heard.versions, submission.text(command.initiative_id))
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
                f"The inspectorate check of the organisations of version {round_.version} has not been made, and comes "
                "before the first verdict. Nothing was recorded; the ministry of VWS makes it."
            )
        case "objects", "cleared":
            raise errors.InspectorateObjects(
                "The inspectorate check found an objection, so a ministry can only refuse. Nothing was recorded; "
                "refuse, or ask an adviser to close the round."
            )
        case _:
            return
