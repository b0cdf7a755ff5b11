"""A person is forgotten when it was asked and, in time, confirmed by whoever asked: oneself, or an operator."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final, TypeAlias, assert_never

from services.intake import commands, errors, events, words
from shared.decider import Decider
from shared.envelope import moment, timestamp
from shared.erasure.facts import divided, erased
from shared.errors import NotYours, Unknown
from shared.event import Event

TERM: Final = timedelta(minutes=15)
"""How long whoever asked may think about it: what they saw may have become more by then."""


@dataclass(frozen=True, slots=True)
class NothingAsked:
    """Nobody asked that they be forgotten."""


@dataclass(frozen=True, slots=True)
class Asked:
    """It was asked, and waits to be confirmed."""

    erasure: words.ErasureId
    asked_by: str
    confirm_by: str


@dataclass(frozen=True, slots=True)
class Erased:
    """It was done; they may come back as somebody new, and be forgotten again."""

    erasure: words.ErasureId


State: TypeAlias = NothingAsked | Asked | Erased
INITIAL: Final[State] = NothingAsked()


def decide(command: commands.AskErasure, state: State) -> list[events.PersonEvent]:  # noqa: ARG001 - it may be asked anew
    act = command.act
    _themselves_or_operator(command)
    if act.actor.id != command.person:
        _reason_of_operator(command)
    return [
        events.ErasureAsked(
            erasure=command.erasure,
            asked_by=str(act.actor),
            confirm_by=timestamp(act.now + TERM),
            reason=command.reason,
        )
    ]


def _themselves_or_operator(command: commands.PersonCommand) -> None:
    actor = command.act.actor
    if actor.role != "operator" and actor.id != command.person:
        raise NotYours(
            "A person is forgotten when they ask it themselves, or an operator for them. Nothing was changed."
        )


def _reason_of_operator(command: commands.AskErasure) -> None:
    if command.reason is None:
        raise errors.ReasonNeeded(
            "Say why this person is to be forgotten, without naming them: the reason stays. Nothing was changed."
        )
    if command.names_person:
        raise errors.ReasonNamesPerson(
            "The reason holds a name, an address or a phone number of this person, and it would stay when they are "
            "forgotten. Nothing was changed; say it without."
        )


def confirm(command: commands.ConfirmErasure, state: State, _: Any) -> Sequence[list[Event]]:
    """The person's own stream, and what is recorded of it here."""
    _themselves_or_operator(command)
    _may_be_confirmed(command, state)
    initiatives = [words.InitiativeId(each) for each in command.found.initiatives]
    gone: list[Event] = [
        events.PersonErased(erasure=command.erasure, person=command.person, initiatives=some)
        for some in [*divided(initiatives)] or [()]
    ]
    done = erased(command.found, erasure=command.erasure, because="person-erased", person=command.person)
    return gone, [*done]


def _may_be_confirmed(command: commands.ConfirmErasure, state: State) -> None:
    match state:
        case Asked(erasure=erasure) if erasure == command.erasure:
            _by_whom_and_when(command, state)
        case Erased(erasure=erasure) if erasure == command.erasure:
            raise errors.AlreadyErased("This was confirmed before, and all of it was erased. Nothing more is needed.")
        case NothingAsked() | Asked() | Erased():
            raise Unknown(
                "No such erasure was asked, or another was asked after it. Nothing was erased; ask it, and confirm the "
                "one that is answered."
            )
        case _:
            assert_never(state)


def _by_whom_and_when(command: commands.ConfirmErasure, asked: Asked) -> None:
    if str(command.act.actor) != asked.asked_by:
        raise NotYours("Only whoever asked for this erasure can confirm it. Nothing was erased; ask it yourself.")
    if command.act.now >= moment(asked.confirm_by):
        raise errors.ErasureLapsed(
            f"This erasure could be confirmed until {asked.confirm_by}. Nothing was erased; ask it again, and look "
            "again at what will go."
        )


def evolve(_: State, event: events.PersonEvent) -> State:
    """Whatever was before: what was asked last is what counts, until it is done."""
    match event:
        case events.ErasureAsked():
            return Asked(event.erasure, event.asked_by, event.confirm_by)
        case events.PersonErased():
            return Erased(event.erasure)
        case _:
            assert_never(event)


PERSON: Final = Decider(INITIAL, decide, evolve)
