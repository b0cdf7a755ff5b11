"""Who tipped and who was approached about what was set aside: known for as long as the policy says, over HTTP."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import select

from services.intake import events, projections
from services.intake.reactions import forget_persons_of_signal
from shared.doctor.read_models import read_model_differs
from shared.envelope import Envelope, open_
from shared.erasure.deciding import RecordErased
from shared.erasure.hearing import TermPassed
from shared.heard import Heard
from shared.persons import is_of_email
from shared.store import schema
from shared.testing.given import act
from shared.testing.running import Running, by, running
from shared.testing.seeded import SeededIds
from tests.integration import builders
from tests.integration.services.intake.naming import pass_
from tests.integration.services.intake.scouting import (
    CALLED,
    NOBODY,
    SEEN,
    TIPPER,
    TOLD,
    WHY,
    get,
    made,
    post,
    problem,
    submitted,
)
from tests.integration.services.intake.test_erasures import held

BY_PHONE: Final = TOLD | {"contact": {"phone": "050 765 4321"}}
BY_MAIL: Final = CALLED | {"whom": "Kees Verdicht", "email": "kees@example.org"}
PERSONS: Final = ("Denkbeeldig", "bea@", "Bedacht", "050 765", "Fictief", "Verdicht", "kees@")


async def found(now: Running, link: str = "https://example.org/a") -> str:
    """A signal with two tips and two approaches."""
    signal = await made(now, "/tips", TOLD | {"link": link}, TIPPER)
    await made(now, "/tips", BY_PHONE | {"link": link}, NOBODY)
    for called in (CALLED, BY_MAIL):
        await made(now, f"/signals/{signal}/approaches", called)
    return signal


async def set_aside(now: Running, signal: str) -> None:
    await made(now, f"/signals/{signal}/dismissals", WHY)


async def seen(now: Running, signal: str) -> dict[str, Any]:
    answer = await get(now, f"/signals/{signal}")
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def known(now: Running) -> set[str]:
    """Who of all whom this names is in the store."""
    return {each for each in PERSONS if each in held(now)}


def facts(now: Running, type: str) -> list[Envelope]:
    chosen = select(schema.event.c.body).where(schema.event.c.type == type).order_by(schema.event.c.position)
    with now.service("intake").store.read() as connection:
        return [open_(body) for body in connection.execute(chosen).scalars()]


async def test_they_are_forgotten_after_a_year(now: Running) -> None:
    """On the day, by the schedule; what the office wrote stays, and the signal says since when they are gone."""
    signal = await found(now)
    await set_aside(now, signal)
    before = await seen(now, signal)
    await pass_(now, 364)
    await now.settled()
    assert known(now) == set(PERSONS)
    await pass_(now, 1)
    await now.settled()
    assert known(now) == set()
    assert "Belt terug na zijn vakantie." in held(now)
    assert WHY["reason"] in held(now)
    after = await seen(now, signal)
    assert (before["keptUntil"], before["personsForgottenAt"]) == (after["personsForgottenAt"], None)
    assert (after["state"], after["approached"], after["tipped"]) == (
        "set-aside",
        before["approached"],
        before["tipped"],
    )
    whom = await get(now, f"/vault/{after['approached'][0]['whom']['ref']}")
    assert problem(whom) == (410, "erased")
    listed = (await get(now, "/signals")).json()["items"]
    assert [each["personsForgottenAt"] for each in listed] == [after["personsForgottenAt"]]
    done = (await get(now, "/erasures", by("auditor"))).json()["items"]
    assert {each["because"] for each in done} == {"term-passed"}
    assert [fault async for fault in read_model_differs(now.service("intake"))] == []


async def test_the_term_is_the_policys(now: Running) -> None:
    """Of the policy that holds when it is set aside, and not of a later one."""
    for version, days in (("2021-01", 10), ("2022-01", 700)):
        rules = {"policyVersion": version, "retentionDays": days}
        await now.announce("assessment", "policy-activated.v1", rules, stream=f"policy-{version}")
        await now.settled()
        await set_aside(now, await found(now, f"https://example.org/{version}"))
    await pass_(now, 10)
    await now.settled()
    assert held(now).count("kees@example.org") == 1


@pytest.mark.parametrize("again", ["reopened", "tipped", "taken-up"])
async def test_of_what_is_looked_at_again_they_stay(now: Running, again: str) -> None:
    """Something may come of it after all."""
    signal = await found(now)
    await set_aside(now, signal)
    if again == "tipped":
        await made(now, "/tips", TOLD | {"link": "https://example.org/a"}, by("partner"))
    else:
        await made(now, f"/signals/{signal}/reopenings", WHY)
    if again == "taken-up":
        await made(now, f"/signals/{signal}/take-ups", {"initiativeId": await submitted(now)})
    await pass_(now, 400)
    await now.settled()
    assert known(now) == set(PERSONS)
    assert (await seen(now, signal))["keptUntil"] is None


async def test_who_was_forgotten_may_tip_it_again(now: Running) -> None:
    """What they say now is kept, and found once; who tipped it without being forgotten may not."""
    signal, tip = await found(now), TOLD | {"link": "https://example.org/a"}
    await set_aside(now, signal)
    assert problem(await post(now, "/tips", tip, TIPPER)) == (409, "already-tipped")
    await pass_(now, 365)
    await now.settled()
    now.clock.forward(timedelta(minutes=1))
    again = tip | {"organisation": TOLD["organisation"].upper(), "about": "Er is nu echt iets."}
    assert (await post(now, "/tips", again, TIPPER)).status_code == 201
    listed = (await get(now, "/tips", TIPPER)).json()["items"]
    assert [(each["id"], each["organisation"]) for each in listed] == [(signal, again["organisation"])]
    assert len((await get(now, f"/tips/{signal}", TIPPER)).json()["tipped"]) == 2
    told = (await get(now, "/notices", TIPPER)).json()["items"]
    assert {each["organisation"] for each in told} == {again["organisation"]}
    assert known(now) == {"Denkbeeldig", "bea@"}


async def test_what_is_told_before_the_end_is_heard_stays(now: Running) -> None:
    """Only what was known when the term was over goes, however late that is heard."""
    signal = await found(now)
    await set_aside(now, signal)
    await pass_(now, 365)
    await now.settled()
    await made(now, "/tips", TOLD | {"link": "https://example.org/a"}, TIPPER)
    [ended] = facts(now, events.SignalTermEnded.event_type)
    heard = Heard(ended, TermPassed.model_validate(ended.data), act())
    with now.service("intake").store.read() as connection:
        [command] = forget_persons_of_signal(heard, connection)
    assert isinstance(command, RecordErased)
    assert [fact.texts for fact in command.facts] == [()]
    assert "bea@" in known(now)


def as_before_terms(store: Path) -> None:
    """Take back what came with terms: the columns, the row of the schedule, and what the fact says."""
    with closing(sqlite3.connect(store)) as old, old:
        old.execute("DELETE FROM schedule")
        for column in ("kept_until", "persons_forgotten_at"):
            old.execute(f"ALTER TABLE signal DROP COLUMN {column}")
        bodies = old.execute("SELECT id, body FROM event WHERE type = 'nl.koploper.signal-set-aside.v1'").fetchall()
        for fact, body in bodies:
            envelope = open_(bytes(body))
            said = f',"keptUntil":"{envelope.data["keptUntil"]}"'.encode()
            assert said in bytes(body)
            old.execute("UPDATE event SET body = ? WHERE id = ?", (bytes(body).replace(said, b""), fact))
        old.execute("UPDATE alembic_version SET version_num = 'intake_0012' WHERE version_num LIKE 'intake_%'")


async def test_what_was_set_aside_before_there_were_terms(tmp_path: Path) -> None:
    """It gets one when the service starts, counted from when it was set aside, and once."""
    async with running(tmp_path, builders.intake) as now:
        signal, other = await found(now), await made(now, "/signals", SEEN)
        await set_aside(now, signal)
        until = (await seen(now, signal))["keptUntil"]
    as_before_terms(tmp_path / "intake.db")
    for seed in (1, 2):
        async with running(tmp_path, builders.intake, ids=SeededIds(seed)) as now:
            assert (await seen(now, signal))["keptUntil"] == until
            assert (await seen(now, other))["keptUntil"] is None
            assert len(facts(now, events.SignalTermSet.event_type)) == 1
            assert [fault async for fault in read_model_differs(now.service("intake"))] == []
    async with running(tmp_path, builders.intake, ids=SeededIds(3)) as now:
        await pass_(now, 365)
        await now.settled()
        assert known(now) == set()


async def test_who_was_approached_before_they_were_found_is_forgotten_too(tmp_path: Path) -> None:
    """From a start on, by the address in the words or under an id of their own; once, and not what went before."""
    async with running(tmp_path, builders.intake) as now:
        gone, signal = await found(now, "https://example.org/gone"), await found(now)
        await set_aside(now, gone)
        await pass_(now, 365)
        await now.settled()
        await set_aside(now, signal)
        before, refs = approached(now), {each["whom"]["ref"] for each in (await seen(now, signal))["approached"]}
        assert {ref for ref, _ in before} == refs
    for seed in (1, 2):
        with closing(sqlite3.connect(tmp_path / "intake.db")) as old, old:
            for ref in refs if seed == 1 else ():
                old.execute("DELETE FROM vault_person WHERE ref = ?", (ref,))
                old.execute("DELETE FROM upgraded")
        async with running(tmp_path, builders.intake, ids=SeededIds(seed)) as now:
            after = approached(now)
            assert {ref for ref, _ in after} == refs
            assert {each for each in after if is_of_email(each[1])} == {each for each in before if is_of_email(each[1])}
            assert len(after) == len(before) == 2
    async with running(tmp_path, builders.intake, ids=SeededIds(3)) as now:
        await pass_(now, 730)
        await now.settled()
        assert known(now) == set()


def approached(now: Running) -> set[tuple[str, str]]:
    """Who was approached, as they are found: reference and person."""
    index, approach = schema.vault_person, projections.approach
    with now.service("intake").store.read() as connection:
        refs = [each["ref"] for each in connection.execute(select(approach.c.whom)).scalars()]
        chosen = select(index.c.ref, index.c.person).where(index.c.ref.in_(refs))
        return {(row.ref, row.person) for row in connection.execute(chosen)}
