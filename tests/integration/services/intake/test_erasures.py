"""Having somebody forgotten over HTTP: looked up, asked, seen, confirmed; and terms that end by themselves."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from threading import current_thread
from typing import Any, Final

import orjson
import pytest
from sqlalchemy import Connection, select

from services.intake import addresses, drafts
from shared.doctor.read_models import read_model_differs
from shared.restored import catch_up, mark
from shared.restored.ledger import Place
from shared.store import schema
from shared.testing.given import actor, uuid
from shared.testing.running import Running, by, running
from shared.testing.seeded import SeededIds
from shared.testing.until import until
from shared.web.app import Part, Surroundings
from tests.integration import builders
from tests.integration.services.intake.drafting import begun, kept
from tests.integration.services.intake.naming import BEA, ME, Initiative, pass_, submitted
from tests.integration.services.intake.scouting import CALLED, NOBODY, TIPPER, TOLD, made
from tests.integration.submissions import KETENSTAGE

PERSONS: Final = "/intake/v1/persons"
ANNA: Final = f"{PERSONS}/{actor('submitter').id}"
OPERATOR: Final = by("operator", 9)
FORGETS: Final = "forget-re"
WHY: Final = {"reason": "Gevraagd per brief van 3 april."}


async def ask(now: Running, who: dict[str, str] = ME, at: str = ANNA, **body: str) -> str:
    answer = await now.http.post(f"{at}/erasures", json=body, headers=who)
    assert answer.status_code == 201, answer.text
    return str(answer.headers["location"])


async def confirm(now: Running, at: str, who: dict[str, str] = ME) -> None:
    answer = await now.http.post(f"{at}/confirmations", json={}, headers=who)
    assert answer.status_code == 201, answer.text


async def refused(now: Running, path: str, who: dict[str, str], **body: Any) -> tuple[int, str]:
    answer = await now.http.post(path, json=body, headers=who)
    return answer.status_code, answer.json()["type"].rpartition(":")[2]


async def known(now: Running, who: dict[str, str] = ME, at: str = ANNA) -> dict[str, Any]:
    answer = await now.http.get(at, headers=who)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def held(now: Running) -> str:
    """All texts and drafts that are in the store."""
    with now.service("intake").store.read() as connection:
        texts = [row.content for row in connection.execute(select(schema.vault)) if row.content]
        drafts = connection.exec_driver_sql("select content from draft").scalars()
        return "\n".join([*texts, *drafts])


async def test_who_asks_and_confirms_is_forgotten(now: Running) -> None:
    """Contacts, answers and drafts go; the initiative stands, and its texts say that they were erased."""
    first = await submitted(now)
    await begun(now)
    ref = (await first.contacts())[0]["ref"]
    assert {text["initiativeId"] for text in (await known(now))["texts"]} == {first.id}
    asked = await ask(now, reason="Ik heet Anna en wil dit niet meer.")
    assert (await known(now))["texts"], "asking alone erases nothing"
    await confirm(now, asked)
    assert "anna" not in held(now).casefold()
    assert kept(now) == []
    told = await known(now)
    assert (told["texts"], told["rows"]) == ([], [])
    assert {(each["because"], each["initiativeId"]) for each in told["erasures"]} >= {("person-erased", first.id)}
    assert (await now.http.get(f"/intake/v1/vault/{ref}", headers=by("adviser"))).status_code == 410
    assert (await first.seen(by("adviser")))["title"] == KETENSTAGE["title"]
    assert [fault async for fault in read_model_differs(now.service("intake"))] == []


async def test_others_stay(now: Running) -> None:
    """What is about somebody else only is not touched."""
    await submitted(now, BEA)
    await made(now, "/tips", TOLD, TIPPER)
    await confirm(now, await ask(now))
    assert "bea@example.org" in held(now)
    assert "anna@example.org" not in held(now)


async def test_an_operator_does_it_for_somebody_by_their_address(now: Running) -> None:
    """Found by the address, which is not kept; the reason stays, for whoever has to account for it."""
    initiative = await submitted(now, BEA)
    found = await now.http.post(PERSONS, json={"email": "Bea@Example.org"}, headers=OPERATOR)
    assert found.status_code == 201
    at = found.headers["location"]
    assert "bea@example.org" in orjson.dumps((await known(now, OPERATOR, at))["texts"]).decode()
    asked = await ask(now, OPERATOR, at, **WHY)
    await confirm(now, asked, OPERATOR)
    assert "bea@example.org" not in held(now)
    assert "anna@example.org" in held(now)
    seen = (await now.http.get(asked, headers=OPERATOR)).json()
    assert (seen["state"], seen["askedBy"]) == ("confirmed", OPERATOR["Koploper-Actor"])
    reason = await now.http.get(f"/intake/v1/vault/{seen['reason']['ref']}", headers=by("auditor"))
    assert reason.json()["content"] == WHY["reason"]
    assert (await initiative.seen())["title"] == KETENSTAGE["title"]


async def test_looking_up_is_for_operators_and_is_noted(now: Running) -> None:
    """Who looked under which id an address is known stands in the log of the vault."""
    assert await refused(now, PERSONS, ME, email="bea@example.org") == (403, "role-may-not")
    found = await now.http.post(PERSONS, json={"email": "bea@example.org"}, headers=OPERATOR)
    log = (await now.http.get("/intake/v1/vault-accesses", headers=by("auditor"))).json()["items"]
    said = [(each["ref"], each["purpose"]) for each in log]
    assert said == [(found.json()["id"], "person-request")]


@pytest.mark.parametrize(
    ("who", "body", "said"),
    [
        (OPERATOR, {}, (409, "reason-needed")),
        (OPERATOR, {"reason": "Anna Voorbeeld vroeg het"}, (409, "reason-names-person")),
        (OPERATOR, {"reason": "zie anna@EXAMPLE.org"}, (409, "reason-names-person")),
        (OPERATOR, {"reason": "van Voorbeeld"}, (409, "reason-names-person")),
        (OPERATOR, {"reason": "belde met +31 50 123 45 67"}, (409, "reason-names-person")),
        (OPERATOR, {"reason": "belde met 050-1234567"}, (409, "reason-names-person")),
        (OPERATOR, {"reason": "x" * 5_000}, (400, "invalid-input")),
        (OPERATOR, {"reason": "\u001b[31m"}, (400, "invalid-input")),
        (OPERATOR, {"why": "x"}, (400, "invalid-input")),
        (by("adviser", 3), WHY, (403, "not-yours")),
        (by("submitter", 2), WHY, (403, "not-yours")),
        ({}, WHY, (401, "actor-needed")),
    ],
)
async def test_wrong_requests(now: Running, who: dict[str, str], body: dict[str, Any], said: tuple[int, str]) -> None:
    """Each is refused with its own rule; nothing was asked."""
    await submitted(now)
    assert await refused(now, f"{ANNA}/erasures", who, **body) == said
    with now.service("intake").store.read() as connection:
        streams = connection.execute(select(schema.event.c.stream)).scalars()
        assert not [stream for stream in streams if stream.startswith("person-")]


async def test_wrong_confirmations(now: Running) -> None:
    """Of what nobody asked, by somebody else, too late, of what was replaced, and twice."""
    await submitted(now)
    unknown = f"{ANNA}/erasures/{uuid(404)}/confirmations"
    assert (await refused(now, unknown, ME))[0] == 404
    first = await ask(now)
    assert await refused(now, f"{first}/confirmations", OPERATOR) == (403, "not-yours")
    assert await refused(now, f"{first}/confirmations", ME, sure=True) == (400, "invalid-input")
    now.clock.forward(timedelta(minutes=15))
    assert await refused(now, f"{first}/confirmations", ME) == (409, "erasure-lapsed")
    assert (await now.http.get(first, headers=ME)).json()["state"] == "lapsed"
    second = await ask(now)
    assert (await refused(now, f"{first}/confirmations", ME))[0] == 404
    assert (await now.http.get(first, headers=ME)).json()["state"] == "replaced"
    await confirm(now, second)
    assert await refused(now, f"{second}/confirmations", ME) == (409, "already-erased")


async def test_the_same_request_again_is_answered_again(now: Running) -> None:
    """Whoever lost the answer sends it once more, with its key."""
    await submitted(now)
    asked, key = await ask(now), {"Idempotency-Key": "abc"}
    one, two = [await now.http.post(f"{asked}/confirmations", json={}, headers=ME | key) for _ in range(2)]
    assert (one.status_code, one.content) == (two.status_code, two.content) == (201, two.content)


async def test_only_oneself_and_operators_see_an_erasure(now: Running) -> None:
    """It tells that somebody asked to be forgotten."""
    asked = await ask(now)
    for who, status in ((ME, 200), (OPERATOR, 200), (by("adviser"), 200), (by("adviser", 3), 403), ({}, 401)):
        assert (await now.http.get(asked, headers=who)).status_code == status, who
    assert (await now.http.get(f"{ANNA}/erasures/{uuid(404)}", headers=ME)).status_code == 404


async def test_whoever_comes_back_is_somebody_new(now: Running) -> None:
    """And may be forgotten again."""
    await submitted(now)
    await confirm(now, await ask(now))
    await submitted(now)
    assert len((await known(now))["texts"]) == 1
    await confirm(now, await ask(now))
    assert (await known(now))["texts"] == []


@dataclass
class Behind:
    """A ledger that has nothing that the store has not."""

    async def after(self, position: int, source: str | None, most: int = 0) -> Sequence[Place]:
        return ()

    async def bodies(self, positions: Sequence[int]) -> list[bytes]:
        return []

    async def size(self) -> int:
        return 0


def restored(data: Path, around: Surroundings) -> Part:
    """Intake, with such a ledger to catch up with."""
    part = builders.intake(data, around)
    part.service.ledger, part.service.quiet = Behind(), 0.1
    return part


async def test_a_draft_that_a_backup_brings_back_goes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It had been thrown away before its writer was erased, so no fact names it; one of afterwards stays."""
    async with running(tmp_path, builders.intake) as now:
        draft = await begun(now)
        store = now.service("intake").store
        with store.read() as connection:
            row = dict(connection.execute(select(drafts.draft)).mappings().one())
        await now.http.delete(draft.at, headers=draft.key)
        now.clock.forward(timedelta(minutes=1))
        await confirm(now, await ask(now))
        now.clock.forward(timedelta(minutes=1))
        after = await begun(now)

        def put_back(connection: Connection) -> None:
            connection.execute(drafts.draft.insert().values(row))
            mark.put(connection, now.clock.now())

        await store.write(put_back)
    monkeypatch.setattr(catch_up, "LOOK", 0.05)
    async with running(tmp_path, restored, ids=SeededIds(1)) as now:
        await until(lambda: not now.service("intake").restored)
        assert kept(now) == [after.id]


async def test_what_everybody_else_typed_is_not_read_for_one_person(
    now: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whose address stands in a draft is found when it is saved, and beside the loop and the writer."""
    draft = await begun(now, {"contact": {"email": "dirk@example.org"}})
    threads: list[str] = []
    read: list[str] = []
    search = addresses.found

    def noted(text: str) -> Iterator[str]:
        threads.append(current_thread().name)
        read.append(text)
        return search(text)

    monkeypatch.setattr(addresses, "found", noted)
    bea = await now.http.post(PERSONS, json={"email": "bea@example.org"}, headers=OPERATOR)
    at = bea.headers["location"]
    assert (await known(now, OPERATOR, at))["rows"] == []
    await confirm(now, await ask(now, OPERATOR, at, **WHY), OPERATOR)
    assert not [text for text in read if "dirk" in text]  # only the reason is looked into
    threads.clear()
    assert (await draft.save({"contact": {"email": "BEA@example.org"}})).status_code == 200
    assert threads
    assert not {name for name in threads if name == current_thread().name or "writer" in name}
    assert [row["id"] for row in (await known(now, OPERATOR, at))["rows"]] == [draft.id]


async def test_drafts_of_before_the_index_are_found(tmp_path: Path) -> None:
    """The migration looks who is named in each."""
    async with running(tmp_path, builders.intake) as now:
        draft = await begun(now, {"summary": ["Bel Bea@Example.org."]})
    with closing(sqlite3.connect(tmp_path / "intake.db")) as old, old:
        old.execute("DROP TABLE draft_person")
        old.execute("DROP INDEX draft_submitter")
        old.execute("ALTER TABLE draft DROP COLUMN cleared_at")
        for column in ("kept_until", "persons_forgotten_at"):
            old.execute(f"ALTER TABLE signal DROP COLUMN {column}")
        old.execute("UPDATE alembic_version SET version_num = 'intake_0010' WHERE version_num LIKE 'intake_%'")
    async with running(tmp_path, builders.intake, ids=SeededIds(1)) as now:
        found = await now.http.post(PERSONS, json={"email": "bea@example.org"}, headers=OPERATOR)
        rows = (await known(now, OPERATOR, found.headers["location"]))["rows"]
        assert [row["id"] for row in rows] == [draft.id]


async def test_a_draft_of_another_stays(now: Running) -> None:
    """Without who was named in it; its author is told, and loses nothing else."""
    contacts = [{"name": "Bea Bakker", "email": "Bea@example.org", "phone": "050 765 4321"}, {"name": "Cor"}]
    draft = await begun(now, {"title": "Keten", "summary": "Bel bea@example.org.", "contacts": contacts})
    at = (await now.http.post(PERSONS, json={"email": "bea@example.org"}, headers=OPERATOR)).headers["location"]
    await confirm(now, await ask(now, OPERATOR, at, **WHY), OPERATOR)
    shown = (await draft.read()).json()
    assert shown["content"] == {"title": "Keten", "summary": "Bel [gewist].", "contacts": [{}, {"name": "Cor"}]}
    assert (shown["version"], shown["clearedAt"] is not None) == (2, True)
    stale = await draft.save({"title": "Keten", "contacts": contacts}, 1)
    assert (stale.status_code, "asked to be forgotten" in stale.json()["detail"]) == (412, True)
    assert (await known(now, OPERATOR, at))["erasures"][0]["rows"] == 1
    saved = await draft.save({"title": "Keten"}, 2)
    assert (saved.status_code, saved.json()["clearedAt"], indexed(now)) == (200, None, set())


async def test_of_a_draft_that_went_nothing_is_left(now: Running) -> None:
    """Neither who is named in it: submitted, thrown away, or left alone."""
    submitted_one, thrown, left = await begun(now), await begun(now), await begun(now)
    assert (await submitted_one.submit()).status_code == 201
    await now.http.delete(thrown.at, headers=thrown.key)
    assert indexed(now) == {left.id}
    now.clock.forward(timedelta(days=30))
    await until(lambda: indexed(now) == set())


def indexed(now: Running) -> set[str]:
    with now.service("intake").store.read() as connection:
        return set(connection.execute(select(drafts.draft_person.c.draft)).scalars())


async def withdrawn(now: Running) -> Initiative:
    initiative = await submitted(now, BEA)
    answer = await now.http.post(f"{initiative.at}/withdrawals", json={"reason": "Anna stopt."}, headers=ME)
    assert answer.status_code == 201
    return initiative


async def test_persons_of_what_was_withdrawn_go_after_a_year(now: Running) -> None:
    """On the day, by the schedule; of what is under way they stay."""
    gone = await withdrawn(now)
    stays = await submitted(now)
    await pass_(now, 364)
    assert "bea@example.org" not in held(now), "who did not confirm went after fourteen days"
    assert "Anna stopt." in held(now)
    await pass_(now, 1)
    await now.settled()
    left = (await known(now))["texts"]
    assert {text["initiativeId"] for text in left} == {stays.id}
    listed = (await now.http.get(f"/intake/v1/erasures?initiativeId={gone.id}", headers=by("auditor"))).json()["items"]
    assert [(each["because"], each["person"]) for each in listed] == [("term-passed", None)]
    assert (await gone.seen(by("adviser")))["title"] == KETENSTAGE["title"]


async def test_the_term_is_the_policys(now: Running) -> None:
    """Of the policy that holds when it is taken back."""
    rules = {"policyVersion": "2021-01", "retentionDays": 10}
    await now.announce("assessment", "policy-activated.v1", rules, stream="policy-2021-01")
    await now.settled()
    await withdrawn(now)
    await pass_(now, 10)
    await now.settled()
    assert (await known(now))["texts"] == []


@pytest.mark.parametrize(
    ("service", "type"), [("assessment", "criteria-assessed.v1"), ("review", "ministry-refused.v1")]
)
async def test_an_end_waits_for_its_policy(now: Running, service: str, type: str) -> None:
    """It says for how long; what goes on waits for nothing."""
    initiative = await submitted(now)
    stream, under = f"initiative-{initiative.id}", {"submissionVersion": 1, "policyVersion": "2021-01"}
    if service == "review":
        await now.announce("assessment", "criteria-assessed.v1", under | {"outcome": "met"}, stream=stream)
        await now.settled()
        assert [each["outcome"] for each in (await initiative.seen())["outcomes"]] == ["met"]
    before = len((await initiative.seen())["outcomes"])
    await now.announce(service, type, under | {"outcome": "not-met"}, stream=stream)
    await now.settled()
    assert len((await initiative.seen())["outcomes"]) == before
    rules = {"policyVersion": "2021-01", "retentionDays": 10}
    await now.announce("assessment", "policy-activated.v1", rules, stream="policy-2021-01")
    await now.settled()
    now.clock.forward(timedelta(seconds=1))
    await until(lambda: FORGETS in scheduled(now))
    await pass_(now, 10)
    await now.settled()
    assert (await known(now))["texts"] == []


def scheduled(now: Running) -> str:
    with now.service("intake").store.read() as connection:
        return " ".join(connection.execute(select(schema.schedule.c.name)).scalars())


async def test_what_is_rejected_for_good_has_its_term_whatever_is_told_anew(now: Running) -> None:
    """Only assessment knows whether it assesses again: until it says so the term runs."""
    gone, again = await submitted(now), await submitted(now)
    said = {"outcome": "not-met", "submissionVersion": 1}
    for each in (gone, again):
        await now.announce("assessment", "criteria-assessed.v1", said, stream=f"initiative-{each.id}")
    await now.settled()
    for each in (gone, again):
        assert (await each.revise(title="Nog eens")).status_code == 201
    told = {"submissionVersion": 2}
    await now.announce("assessment", "dossier-reopened.v1", told, stream=f"initiative-{again.id}")
    await now.settled()
    await pass_(now, 365)
    await now.settled()
    assert {text["initiativeId"] for text in (await known(now))["texts"]} == {again.id}


@pytest.mark.parametrize(
    ("service", "type", "back"),
    [
        ("assessment", "criteria-assessed.v1", ("assessment", "assessment-reversed.v1")),
        ("review", "ministry-refused.v1", ("review", "clearance-reversed.v1")),
    ],
)
async def test_what_ended_and_goes_on_keeps_its_persons(
    now: Running, service: str, type: str, back: tuple[str, str]
) -> None:
    """Rejected or refused under its policy's term, unless that is taken back."""
    ended, again = await submitted(now), await submitted(now)
    said = {"outcome": "not-met", "submissionVersion": 1, "policyVersion": "2019-03"}
    rules = {"policyVersion": "2019-03", "retentionDays": 30}
    await now.announce("assessment", "policy-activated.v1", rules, stream="policy-2019-03")
    await now.settled()
    for each in (ended, again):
        await now.announce(service, type, said, stream=f"initiative-{each.id}")
    await now.settled()
    undone = said | {"outcome": "not-met" if service == "assessment" else "refused"}
    await now.announce(*back, undone, stream=f"initiative-{again.id}")
    await now.settled()
    await pass_(now, 30)
    await now.settled()
    assert {text["initiativeId"] for text in (await known(now))["texts"]} == {again.id}


async def test_who_tipped_and_was_approached_goes_with_what_that_led_to(now: Running) -> None:
    """By name or without, with an address or without; of a signal that is free for another again they stay."""
    first, second = [await made(now, "/tips", TOLD | {"link": f"https://example.org/{n}"}, TIPPER) for n in "ab"]
    for signal in (first, second):
        await made(now, f"/signals/{signal}/approaches", CALLED)
    nameless = TOLD | {"link": "https://example.org/a", "contact": {"phone": "050 765 4321"}}
    await made(now, "/tips", nameless, NOBODY)
    gone = [await submit_from(now, signal) for signal in (first, second)]
    for each in gone:
        await made(now, f"/initiatives/{each}/withdrawals", {"reason": "Het stopt."}, ME)
    await made(now, f"/signals/{second}/reopenings", {"reason": "Toch verder."})
    before = held(now)
    assert (before.count("bea@example.org"), before.count("Joris Fictief"), before.count("050 765")) == (2, 2, 1)
    await pass_(now, 365)
    await now.settled()
    after = held(now)
    assert (after.count("bea@example.org"), after.count("Joris Fictief"), after.count("050 765")) == (1, 1, 0)
    assert "Belt terug na zijn vakantie." in after, "what the office wrote for itself is about nobody"


async def submit_from(now: Running, signal: str) -> str:
    return await made(now, "/initiatives", KETENSTAGE | {"signalId": signal}, ME)
