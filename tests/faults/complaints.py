"""What is wrong with a system's stores after all that was done to it, one sentence each; none when all is well."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any, Final

from cli.demo.step import Step
from services.assessment.reactions import REACTIONS as ASSESSMENT
from services.events.app import TOPICS
from services.intake.reactions import REACTIONS as INTAKE
from services.publication.reactions import REACTIONS as PUBLICATION
from services.review.reactions import REACTIONS as REVIEW
from shared.bus.protocol import owner_of
from shared.erasure.facts import PersonDataErased
from shared.heard import topics
from tests.faults.evidence import Evidence, Fact, kept
from tests.faults.people import Acknowledged, Crowd

HEARS: Final[Mapping[str, Sequence[str]]] = {
    "intake": topics(INTAKE),
    "assessment": topics(ASSESSMENT),
    "review": topics(REVIEW),
    "publication": topics(PUBLICATION),
    "events": TOPICS,
}

ERASED: Final = PersonDataErased.event_type
TEXT_GONE: Final = "names a text that no vault holds"

Shape = dict[tuple[str, str], list[str]]
"""What each stream of each service holds."""


def of_folder(found: Evidence) -> list[str]:
    """Whether each fact of each store is in the ledger, once and byte for byte, was heard, and nothing waits."""
    return [*_streams(found), *_ledger(found), *_inboxes(found), *_rest(found), *_vaults(found)]


def under_way(found: Evidence) -> bool:
    """Whether something has still to be sent or heard."""
    return any((*_inboxes(found), *_rest(found)))


def _streams(found: Evidence) -> Iterator[str]:
    for where, facts in (("store", found.stored), ("ledger", found.ledger)):
        for (service, stream), each in _by_stream(facts).items():
            numbers = [fact.number for fact in each]
            if numbers != list(range(1, len(numbers) + 1)):
                yield f"{stream} of {service} in the {where} runs {numbers}"
    for fact in found.stored:
        told = fact.told
        if (told["stream"], int(told["sequence"])) != (fact.stream, fact.number):
            yield f"{fact.name} says of itself that it is {told['stream']} {told['sequence']}"


def _ledger(found: Evidence) -> Iterator[str]:
    times = Counter(fact.name for fact in found.ledger)
    bodies = {fact.name: fact.body for fact in found.ledger}
    for fact in found.stored:
        if times[fact.name] != 1:
            yield f"{fact.name} is {times[fact.name]} times in the ledger"
        elif bodies[fact.name] != fact.body:
            yield f"{fact.name} has other bytes in the ledger than in its store"
    for name in sorted(set(bodies) - {fact.name for fact in found.stored}):
        yield f"{name} is in the ledger and in no store"
    places = [fact.place for fact in found.ledger]
    if places != list(range(1, len(places) + 1)) or found.ledger_size != len(places):
        yield f"the ledger of {found.ledger_size} has the positions {places}"


def _inboxes(found: Evidence) -> Iterator[str]:
    for service, heard in found.heard.items():
        said = {owner_of(topic) for topic in HEARS[service]}
        owed = {fact.name: fact.told["id"] for fact in found.stored if fact.service in said}
        for name in sorted(owed.items() - heard.items()):
            yield f"{service} has not handled {name[0]}"
        for name in sorted(heard.items() - owed.items()):
            yield f"{service} has handled {name[0]}, which nobody said"


def _rest(found: Evidence) -> Iterator[str]:
    for service, count in found.waiting.items():
        if count:
            yield f"{count} facts wait at {service}"
    for service, position in found.relayed.items():
        last = max((fact.place for fact in found.stored if fact.service == service), default=0)
        if position != last:
            yield f"{service} relayed up to {position} of {last}"


def _vaults(found: Evidence) -> Iterator[str]:
    vault = {each.ref: each for each in found.vaults}
    named: set[str] = set()
    erased = {ref for fact in found.stored if fact.told["type"] == ERASED for ref in fact.told["data"]["texts"]}
    for fact in found.stored:
        for place in kept(fact.told["data"]):
            named.add(place["ref"])
            text = vault.get(place["ref"])
            if text is None:
                yield f"{fact.name} {TEXT_GONE}"
            elif text.salt is None or text.content is None:
                if place["ref"] not in erased:
                    yield f"{fact.name} names a text that is erased, and no fact says so"
            elif hashlib.sha256(text.salt + text.content.encode()).hexdigest() != place["digest"]:
                yield f"{fact.name} names a text that is another one in the vault"
    for ref in sorted(set(vault) - named):
        yield f"the vault of {vault[ref].service} holds a text that no fact names"


def of_acts(found: Evidence, acts: Iterable[Acknowledged], *crowds: Crowd) -> Iterator[str]:
    """Whether what was acknowledged is in the store, and each act happened once: not less, not more."""
    stored = {fact.name for fact in found.stored}
    for act in acts:
        service, _, collection = act.path.split("/")[1:4]
        category = "meeting" if collection == "meetings" else "initiative"
        if (service, f"{category}-{act.id}", act.version) not in stored:
            yield f"{act.key} was acknowledged as {act.version} of {act.id} and is not in the store"
    told = [fact.told for fact in found.stored]
    for crowd in crowds:
        yield from _steps(told, crowd)
    planned = sum(each["type"] == "nl.koploper.meeting-planned.v1" for each in told)
    if planned != (asked := sum(len(crowd.meetings) for crowd in crowds)):
        yield f"{planned} meetings were planned instead of {asked}"


def _steps(told: Iterable[Mapping[str, Any]], crowd: Crowd) -> Iterator[str]:
    about: dict[str, list[Mapping[str, Any]]] = {}
    for each in told:
        about.setdefault(each.get("initiativeid", ""), []).append(each)
    for initiative in crowd.initiatives:
        facts = about.get(crowd.ids[initiative["key"]], [])
        steps = crowd.steps(initiative)
        for step in steps:
            wanted = sum((each.made, each.actor, each.having) == (step.made, step.actor, step.having) for each in steps)
            times = sum(_is(each, step) for each in facts)
            if times != wanted:
                yield f"{initiative['key']}: {step.name} happened {times} times instead of {wanted}"


def _is(told: Mapping[str, Any], step: Step) -> bool:
    return (
        told["type"] == f"nl.koploper.{step.made}"
        and told["actor"] == str(step.actor)
        and all(told["data"].get(name) == value for name, value in step.having.items())
    )


def of_answers(first: Sequence[Acknowledged], again: Sequence[Acknowledged]) -> list[str]:
    """Whether who asked again got the same answer, and everybody was answered."""
    before, after = (sorted(acts, key=attrgetter("key")) for acts in (first, again))
    return [] if before == after else [f"the same requests were answered with {after} instead of {before}"]


def shape(found: Evidence, crowd: Crowd) -> Shape:
    """The types of facts in each stream, times and ids aside: streams by the demo's keys instead of ids.

    What people did stands first, in its order; what reactions made behind it, sorted: announcements of different
    services may come in any order.
    """
    keys = {name: key for key, name in crowd.ids.items()}
    shapes = {}
    for (service, stream), facts in _by_stream(found.stored).items():
        category, _, name = stream.partition("-")
        told = [fact.told for fact in facts]
        acts = [each["type"] for each in told if "reaction" not in each]
        reactions = sorted(f"{each['reaction']}: {each['type']}" for each in told if "reaction" in each)
        shapes[service, f"{category}-{keys.get(name, name)}"] = acts + reactions
    return shapes


def of_people(shape: Shape, crowd: Crowd) -> Shape:
    """Only the streams that are known by this crowd's own keys, and without the names of the reactions.

    Where two facts are needed, which of two reactions makes what follows depends on which of them came last.
    """
    return {
        stream: [each for each in held if ": " not in each]
        + sorted(each.rpartition(": ")[2] for each in held if ": " in each)
        for stream, held in shape.items()
        if stream[1].partition("-")[2] in crowd.ids
    }


def of_shapes(found: Shape, expected: Shape) -> list[str]:
    """How streams differ from those of a run without kills."""
    return [
        f"{stream} of {service} holds {found.get((service, stream))} instead of {expected.get((service, stream))}"
        for service, stream in sorted(found.keys() | expected.keys())
        if found.get((service, stream)) != expected.get((service, stream))
    ]


def _by_stream(facts: Iterable[Fact]) -> dict[tuple[str, str], list[Fact]]:
    order = attrgetter("service", "stream")
    return {stream: list(each) for stream, each in groupby(sorted(facts, key=order), key=order)}
