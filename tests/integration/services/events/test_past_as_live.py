"""What is answered of a past moment is what was answered then: by every endpoint, over HTTP, of random histories."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, delete, update

from services.events import projections
from services.events.dossier.files import files
from services.events.dossier.gather import gather
from services.events.ledger import entries as ledger_entries
from services.events.ledger import signals, tree
from services.events.ledger.entries import Entry
from services.events.ledger.schema import head, tables
from services.events.readers import load
from services.events.signed import checkpoints
from services.events.signed.origins import FIRST
from shared import contracts, projection
from shared.bus.embedded import EmbeddedBus
from shared.errors import Unknown
from shared.notes.checkpoint import Checkpoint
from shared.notes.keys import Signer
from shared.service import Service
from shared.store import migrate
from shared.testing.given import actor, uuid
from shared.testing.running import by
from shared.testing.seeded import SeededIds, SetClock
from shared.web.app import Part, Surroundings
from shared.web.reader import from_local_header
from tests.integration.services.events.histories import REGIONS, SUBMITTERS, THEMES, ledgers
from tests.integration.services.events.ledgers import ledger

READERSHIP: Final = load(contracts.FOLDER)
MODELS: Final = projections.projections(READERSHIP)
CONFLICTED: Final = "who has a conflict of interest"
READERS: Final[Mapping[str, dict[str, str]]] = {
    "the office": by("auditor"),
    CONFLICTED: by("auditor", 3),
    "the public": {},
    "a submitter": by("submitter", SUBMITTERS + 1),
}
LISTS: Final = (
    "",
    "?limit=1",
    "?sort=title&limit=1",
    "?sort=-title",
    "?sort=-initiativeId&limit=1",
    f"?theme={THEMES[0]}&limit=1",
    f"?region={REGIONS[0]}&sort=title",
    *(f"?stage={stage}" for stage in ("submitted", "assessed", "published", "withdrawn")),
)
SIGNER: Final = Signer("koploper.example/events/log", 1, b"k" * 32)
Answers = dict[str, Any]


@pytest.fixture(scope="module")
def part(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Part]:
    """A ledger that hears nobody: what is in it is put there."""
    place = tmp_path_factory.mktemp("past")
    with stood_up(place) as made:
        yield made


@contextmanager
def stood_up(place: Path) -> Iterator[Part]:
    around = Surroundings(EmbeddedBus(f"sqlite:///{place}/bus.db"), SetClock(), SeededIds(), from_local_header)
    made = ledger(place, around)
    asyncio.run(migrate.upgrade(made.service.store, made.migrations))
    yield made
    made.service.store.close()


def emptied(connection: Connection) -> None:
    for table in tables.sorted_tables:
        if table is not head:
            connection.execute(delete(table))
    connection.execute(update(head).values(size=0, recorded_at=""))


def take_in(connection: Connection, entry: Entry) -> None:
    ledger_entries.add(connection, [entry])
    for model in MODELS:
        projection.write(connection, model.changes(entry))
    connection.execute(update(head).values(size=entry.position, recorded_at=entry.recorded_at))
    tree.grow(connection, entry.position - 1, [entry.envelope.body])
    grown = Checkpoint(SIGNER.verifier.name, entry.position, tree.root(connection, entry.position))
    checkpoints.sign(connection, FIRST, grown, [SIGNER], entry.recorded_at)


def dossiers(service: Service, at: int | None) -> list[Any]:
    """The files of each initiative's dossier, or why there is none."""
    with service.store.read() as connection:
        return [_dossier(connection, uuid(number), at) for number in (1, 2, 3)]


def _dossier(connection: Connection, initiative: str, at: int | None) -> Any:
    try:
        return list(files(gather(connection, initiative, at, READERSHIP, actor("auditor")), [SIGNER.verifier], "nl"))
    except Unknown as nothing:
        return type(nothing)


async def asked(http: httpx.AsyncClient, path: str, reader: Mapping[str, str]) -> Any:
    """Every page of an answer, or how it was refused; without cursors: those of a past list name its position."""
    found: list[Any] = []
    cursor = ""
    while True:
        answer = await http.get(f"/events/v1{path}{cursor}", headers=reader)
        if answer.status_code != 200:
            return answer.status_code
        told = answer.json()
        following = told.pop("next", None)
        found.append(told)
        if following is None:
            return found
        cursor = f"{'&' if '?' in path else '?'}cursor={following}"


async def everything(http: httpx.AsyncClient, reader: Mapping[str, str], at: str | None = None) -> Answers:
    """What every endpoint answers that tells how initiatives stand."""
    about = [f"/initiatives/{uuid(number)}" for number in (1, 2, 3)]
    paths = [
        *(f"/journeys{query}" for query in LISTS),
        *(f"{each}/journey" for each in about),
        *(f"{each}/submissions/{version}" for each in about for version in (1, 2, 4)),
        *(f"/figures?by={by_}" for by_ in ("theme", "region")),
    ]
    when = "" if at is None else f"at={at}"
    asking = {path: f"{path}{'&' if '?' in path else '?'}{when}".rstrip("&?") for path in paths}
    return {path: await asked(http, with_at, reader) for path, with_at in asking.items()}


async def lived(service: Service, http: httpx.AsyncClient, told: list[Entry], at: set[int], who: str) -> None:
    """Take in a ledger, keep what is answered at some positions, and hear it again at its end."""
    kept: dict[int, Answers] = {}
    proved: dict[int, list[Any]] = {}
    await service.store.write(emptied)
    for entry in told:
        await service.store.write(lambda connection, entry=entry: take_in(connection, entry))  # type: ignore[misc]  # a default
        if entry.position in at:
            proved[entry.position] = dossiers(service, None)
        if entry.position in at and may_compare(who, told, entry.position):
            kept[entry.position] = await everything(http, READERS[who])
    for position, then in kept.items():
        assert await everything(http, READERS[who], str(position)) == then
        if told[position:] and told[position].recorded_at > told[position - 1].recorded_at:
            moment = told[position - 1].recorded_at
            assert await everything(http, READERS[who], moment) == then
    for position, dossier in proved.items():
        assert dossiers(service, position) == dossier
    event(f"{who}: {len(kept)} positions")


def may_compare(who: str, told: list[Entry], position: int) -> bool:
    """A submitter is one from their submission on; of what was before it they see now what they may see now. So does
    who has a conflict of interest: it is the same from when they do, and no signal leads elsewhere any more.
    """
    if who == CONFLICTED:
        return not any(signals.moves(each) or projections.conflict_of(each) for each in told[position:])
    here = told[:position]
    return who != "a submitter" or any(projections.people_of(each) for each in here if each.initiative_id == uuid(1))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=settings().max_examples // 2)
@given(ledgers(beside=True), st.data())
def test_every_past_answer_is_what_was_answered_then(part: Part, told: list[Entry], data: st.DataObject) -> None:
    """Kept at random positions, and asked for again with them and with the times at which they were recorded."""
    positions = data.draw(st.sets(st.integers(1, len(told)), min_size=1, max_size=2), label="positions")
    who = data.draw(st.sampled_from(sorted(READERS)), label="reader")

    async def go() -> None:
        transport = httpx.ASGITransport(part.http)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as http:
            await lived(part.service, http, told, positions, who)

    asyncio.run(go())
