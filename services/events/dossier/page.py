"""The journey on paper: one page that needs nothing else, runs nothing, and prints well.

What facts say was written by people, of whom some may mean harm: all of it is escaped, and the page itself forbids
whatever is not text and its own style.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from services.events.dossier.gather import Gathered, Proven
from services.events.dossier.manifest import event_path, proof_path
from services.events.dossier.packing import File
from services.events.dossier.words import Language, Shown, Words, words
from services.events.journey import overview
from services.events.ledger.entries import Entry
from shared.envelope import moment, timestamp
from shared.notes import keys
from shared.notes.note import Signature

NAMES: Final[Mapping[Language, str]] = {"nl": "reis.html", "en": "journey.html"}
_TEMPLATE: Final = Environment(
    loader=FileSystemLoader(Path(__file__).parents[1] / "templates"), autoescape=True, undefined=StrictUndefined
).get_template("dossier/page.html")


@dataclass(frozen=True, slots=True)
class Step:
    """A fact as it is shown."""

    position: int
    number: int
    says: str
    time: str
    at: str
    who: str
    actor: str
    service: str
    policy: str | None
    cause: int | None
    """The position of the fact that it follows from, where that is in the dossier."""
    stream: str
    sequence: int
    type: str
    data: Shown
    event: str
    proof: str


def page(gathered: Gathered, title: str, language: Language) -> File:
    """The page, in a language."""
    said = words(language)
    by_position = {each.entry.position: each for each in gathered.proven}
    ids = {each.entry.envelope.id: each.entry.position for each in gathered.proven}
    of_journey = [by_position[step.entry.position] for step in gathered.journey.steps]
    shown = {each.entry.position for each in of_journey}
    of_policies = [each for each in gathered.proven if each.entry.position not in shown]
    gone = frozenset(gathered.erased)
    row = gathered.journey.row
    written = _TEMPLATE.render(
        words=said.own,
        language=language,
        gathered=gathered,
        title=title,
        stage=said.stage(overview.stage(row) or "none"),
        recorded=said.at(gathered.recorded_at),
        stages=[
            (said.stage(each.stage), said.at(each.entered_at), each.left_at and said.at(each.left_at))
            for each in gathered.journey.stages
        ],
        steps=[_step(said, number, each, ids, gone) for number, each in enumerate(of_journey, 1)],
        policies=[_step(said, number, each, ids, gone) for number, each in enumerate(of_policies, 1)],
        checkpoint=gathered.signed.written.decode(),
        witnesses=[_seen(said, each) for each in gathered.signed.signatures if each.name != gathered.checkpoint.origin],
    )
    return File(NAMES[language], written.encode(), moment(gathered.recorded_at))


def _step(said: Words, number: int, proven: Proven, ids: Mapping[str, int], gone: frozenset[str]) -> Step:
    entry: Entry = proven.entry
    envelope = entry.envelope
    return Step(
        position=entry.position,
        number=number,
        says=said.sentence(envelope),
        time=said.at(envelope.time),
        at=timestamp(envelope.time),
        who=said.person(envelope),
        actor=str(envelope.actor),
        service=said.service(envelope.service),
        policy=envelope.policyversion,
        cause=ids.get(envelope.causationid),
        stream=envelope.stream,
        sequence=envelope.sequence,
        type=envelope.type,
        data=said.shown("data", envelope.data, gone),
        event=event_path(proven),
        proof=proof_path(proven),
    )


def _seen(said: Words, signature: Signature) -> tuple[str, str]:
    return signature.name, said.at(datetime.fromtimestamp(keys.seen_at(signature), UTC))
