"""How review decides: `state` and `evolution` (where a clearance stands), `hearing` (what others announce),
`verdicts` (what people do), `correcting` and `reversing` (what they take back), `conflicts` (whose findings do not
count), and `chasing` (what is done when they take long).

Why a clearance opens the way it does. Three things have to be known here, and they arrive in any order on three
streams: the version (intake), that it meets the criteria (assessment) and the policy it was assessed under. The first
two go into the initiative's own stream: whichever comes last, the decision that notes it also says ClearanceBecameDue,
which names the policy. The third has a stream of its own, whose fact knows no initiatives. So nothing that is noted
opens anything by itself: one command does, RequestClearance, which reads both streams, and two of review's own facts
make a reaction give it: ClearanceBecameDue, and PolicyNotedByReview for every initiative that is due under that policy.
Whichever of those two is committed last finds the other, so none is missed; what comes late or twice finds nothing due
and adds nothing.
"""

from typing import Final, assert_never

from services.review import commands, events
from services.review.decider import chasing, conflicts, correcting, hearing, policy, verdicts
from services.review.decider.evolution import evolve
from services.review.decider.state import State, Waiting
from shared.conflict import CATEGORY, admit
from shared.decider import Core, Decider


def decide(command: commands.InitiativeCommand, state: State) -> list[events.InitiativeEvent]:
    match command:
        case commands.NoteSubmission():
            return hearing.note_submission(command, state)
        case commands.NoteRevision():
            return hearing.note_revision(command, state)
        case commands.NoteAssessment():
            return hearing.note_assessment(command, state)
        case commands.NoteAssessmentReversal():
            return hearing.note_assessment_reversal(command, state)
        case commands.NoteWithdrawal():
            return hearing.note_withdrawal(state)
        case commands.CheckInspectorate():
            return verdicts.check_inspectorate(command, state)
        case commands.CorrectInspectorateCheck():
            return correcting.inspectorate_check(command, state)
        case commands.GiveVerdict():
            return verdicts.give_verdict(command, state)
        case commands.Advise():
            return verdicts.advise(command, state)
        case commands.CorrectAdvice():
            return correcting.advice(command, state)
        case commands.CloseRound():
            return verdicts.close(command, state)
        case commands.Remind():
            return chasing.remind(command, state)
        case commands.Escalate():
            return chasing.escalate(command, state)
        case _:
            assert_never(command)


CORE: Final = Core(
    types=events.TYPES,
    deciders={
        "initiative": Decider(Waiting(), decide, evolve),
        CATEGORY: conflicts.DECIDER,
        "policy": Decider(policy.UnknownPolicy(), policy.decide, policy.evolve),
    },
    across=conflicts.ACROSS,
    admit=admit,
)
