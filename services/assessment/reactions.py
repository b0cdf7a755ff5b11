"""What assessment makes of intake's facts: a dossier for each submission, kept at what its submitter last said."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection

from services.assessment import commands, events, projections
from services.assessment.policy import Policy
from shared.decider import Command
from shared.erasure.hearing import FORGET_PERSON, FORGET_PERSONS
from shared.event import Kept
from shared.heard import Foreign, Heard, Reaction
from shared.store.store import named


class NoActivePolicy(Exception):
    """A submission came while no policy is active: which criteria apply is not for this service to guess."""


class Organisation(Foreign):
    """Of an organisation, what a criterion depends on."""

    name: str
    sector: str

    @property
    def own(self) -> events.Organisation:
        return events.Organisation(name=self.name, sector=self.sector)


class Submitted(Foreign):
    """intake: InitiativeSubmitted."""

    submission_version: int
    title: str
    submitter: events.SubmitterId
    organisations: tuple[Organisation, ...] | None = None
    region: str | None = None
    submission_digest: str | None = None


class Revised(Foreign):
    """intake: InitiativeRevised; what else changed is known by name, and read at intake."""

    submission_version: int
    title: str | None = None
    organisations: tuple[Organisation, ...] | None = None
    region: str | None = None
    submission_digest: str | None = None
    changed: tuple[str, ...] | None = None


class Sealed(Foreign):
    """A text in another's vault; what is added to this later stays with its owner."""

    ref: str
    digest: str


class Answered(Foreign):
    """intake: InformationSupplied."""

    request_id: events.RequestId
    text: Sealed | None = None


class Withdrawn(Foreign):
    """intake: InitiativeWithdrawn; that it happened is all that is needed."""


def open_dossier(heard: Heard[Submitted], connection: Connection) -> Sequence[Command]:
    return [
        commands.OpenDossier(
            act=heard.act,
            initiative_id=commands.InitiativeId(heard.initiative_id),
            policy=_active_policy(connection),
            submission_version=heard.data.submission_version,
            title=heard.data.title,
            submitter=heard.data.submitter,
            organisations=_own(heard.data.organisations),
            region=heard.data.region,
            submission_digest=heard.data.submission_digest,
        )
    ]


def note_revision(heard: Heard[Revised], _: Connection) -> Sequence[Command]:
    return [
        commands.NoteRevision(
            act=heard.act,
            initiative_id=commands.InitiativeId(heard.initiative_id),
            submission_version=heard.data.submission_version,
            title=heard.data.title,
            organisations=_own(heard.data.organisations),
            region=heard.data.region,
            submission_digest=heard.data.submission_digest,
            changed=heard.data.changed,
        )
    ]


def note_answer(heard: Heard[Answered], _: Connection) -> Sequence[Command]:
    text = heard.data.text
    return [
        commands.NoteAnswer(
            act=heard.act,
            initiative_id=commands.InitiativeId(heard.initiative_id),
            request_id=heard.data.request_id,
            answer=Kept(ref=text.ref, digest=text.digest) if text else None,
        )
    ]


def note_withdrawal(heard: Heard[Withdrawn], _: Connection) -> Sequence[Command]:
    return [commands.NoteWithdrawal(act=heard.act, initiative_id=commands.InitiativeId(heard.initiative_id))]


def _own(organisations: Sequence[Organisation] | None) -> tuple[events.Organisation, ...] | None:
    return None if organisations is None else tuple(each.own for each in organisations)


def _active_policy(connection: Connection) -> Policy:
    row = projections.active_policy(connection)
    if row is None:
        raise NoActivePolicy("No policy is active, so no dossier can be opened; activate one, then retry this event.")
    return Policy.model_validate({name: value for name, value in named(row).items() if name in Policy.model_fields})


REACTIONS: Final[tuple[Reaction[Any], ...]] = (
    Reaction("open-dossier", "intake", "nl.koploper.initiative-submitted.v1", Submitted, open_dossier),
    Reaction("note-revision", "intake", "nl.koploper.initiative-revised.v1", Revised, note_revision),
    Reaction("note-answer", "intake", "nl.koploper.information-supplied.v1", Answered, note_answer),
    Reaction("note-withdrawal", "intake", "nl.koploper.initiative-withdrawn.v1", Withdrawn, note_withdrawal),
    FORGET_PERSON,
    FORGET_PERSONS,
)
