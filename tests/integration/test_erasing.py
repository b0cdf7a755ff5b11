"""Somebody is forgotten by the whole system: nothing anywhere tells who they were, and everything else stands."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from sqlalchemy import select

from cli import recovery, system
from cli.client import Client
from cli.persons import asking
from cli.system import SERVICES
from shared.restored import catch_up
from shared.store import schema
from shared.testing.given import actor
from shared.testing.running import Running, by
from shared.testing.until import until
from shared.vault import digest
from tests.integration import builders
from tests.integration.builders import Run
from tests.integration.services.events.ledgers import ledger
from tests.integration.services.intake.drafting import begun
from tests.integration.submissions import KETENSTAGE

FIVE: Final = (builders.intake, builders.assessment, builders.review, builders.publication, ledger)
ME: Final = by("submitter")
PERSON: Final = actor("submitter").id
CRITERIA: Final = ("samenwerken", "innoveren", "veranderen", "opschalen")
SECRETS: Final = ("Anna Voorbeeld", "anna@example.org", "050 123 4567")
MINISTRIES: Final[tuple[Any, ...]] = ("ministry-vws", "ministry-ocw", "ministry-szw")
LISTS: Final = (
    *(f"/{service}/v1/{each}" for service in SERVICES for each in ("erasures", "vault-accesses", "parked-events")),
    "/intake/v1/initiatives",
    "/intake/v1/notices",
    "/intake/v1/signals",
    "/intake/v1/contact-confirmations",
    "/assessment/v1/dossiers",
    "/review/v1/clearances",
    "/publication/v1/stories",
    "/publication/v1/meetings",
    "/events/v1/journeys",
    "/events/v1/events?limit=500",
)


async def post(now: Running, path: str, body: Any, headers: dict[str, str]) -> str:
    answer = await now.http.post(path, json=body, headers=headers)
    assert answer.status_code == 201, answer.text
    await now.settled()
    return str(answer.json()["id"])


async def published(now: Running) -> str:
    """An initiative whose contact person lets everybody call them, who has a draft besides, and tipped another."""
    initiative = await post(now, "/intake/v1/initiatives", KETENSTAGE, ME)
    for criterion in CRITERIA:
        body = {"criterion": criterion, "met": True, "motivation": "Gezien."}
        await post(now, f"/assessment/v1/dossiers/{initiative}/judgements", body, by("adviser"))
    question = await now.http.post(
        f"/assessment/v1/dossiers/{initiative}/information-requests",
        json={"question": "Hoeveel?"},
        headers=by("adviser"),
    )
    assert question.status_code == 201
    await now.settled()
    seen = (await now.http.get(f"/intake/v1/initiatives/{initiative}", headers=ME)).json()
    told = {"requestId": seen["questions"][0]["requestId"], "text": "Twaalf; bel Anna Voorbeeld op 050 123 4567."}
    await post(now, f"/intake/v1/initiatives/{initiative}/answers", told, ME)
    await post(now, f"/assessment/v1/dossiers/{initiative}/assessments", {}, by("adviser"))
    at = f"/review/v1/clearances/{initiative}"
    await post(now, f"{at}/inspectorate-checks", {"clear": True, "motivation": "Geen."}, by("ministry-vws"))
    for ministry in MINISTRIES:
        verdict = {"ministry": ministry, "verdict": "cleared", "motivation": "Goed."}
        await post(now, f"{at}/verdicts", verdict, by(ministry))
    story = f"/publication/v1/stories/{initiative}"
    await post(now, f"{story}/drafts", {"title": "T", "intro": "I", "body": "B"}, by("editor", 3))
    drafts = (await now.http.get(story, headers=by("editor"))).json()["drafts"]
    draft = {"draftVersion": drafts[-1]["draftVersion"]}
    await post(now, f"{story}/approvals", draft, by("editor", 4))
    name, email, phone = SECRETS
    consent = {"consent": {"name": True, "phone": True, "email": True}}
    published = {"published": {"name": name, "phone": phone, "email": email}}
    await post(now, f"{story}/approvals", draft | consent | published, ME)
    await post(now, f"{story}/publications", draft, by("editor", 4))
    await begun(now)
    tip = {"organisation": "KeTJA", "about": "Anna Voorbeeld weet er meer van."}
    await post(now, "/intake/v1/tips", tip, by("tipper"))
    return initiative


def client(now: Running) -> Client:
    return Client("http://localhost", httpx.ASGITransport(now._front))


async def erase(now: Running) -> list[asking.Done]:
    async with client(now) as asked:
        erasure = await asking.erase(asked, [PERSON], "Gevraagd per brief.")
        await now.settled()
        return await asking.report(asked, erasure, 0)


def named_in(files: Path) -> Iterator[str]:
    """The files in which one of the secrets stands."""
    for file in sorted(each for each in files.rglob("*") if each.is_file()):
        content = file.read_bytes()
        if any(secret.encode() in content for secret in SECRETS):
            yield file.name


async def everything(now: Running, id: str) -> str:
    """All that lists, items, journeys, exports and metrics say to whoever sees most."""
    told = []
    items = (f"/intake/v1/initiatives/{id}", f"/publication/v1/stories/{id}", f"/events/v1/initiatives/{id}/journey")
    for path in (*LISTS, *items, *(f"/{service}/v1/persons/{PERSON}" for service in SERVICES)):
        for role in ("operator", "auditor", "adviser", "editor"):
            answer = await now.http.get(path, headers=by(role))
            told.append(answer.text)
            if answer.status_code == 200 and path in LISTS[15:]:
                joined = "&" if "?" in path else "?"
                told.append((await now.http.get(f"{path}{joined}format=csv", headers=by(role))).text)
    return "\n".join(told)


async def test_nothing_tells_who_it_was(running: Run, tmp_path: Path) -> None:
    """No API, list, export, ledger or file; and each service says what it has erased."""
    async with running(*FIVE) as now:
        initiative = await published(now)
        before = await everything(now, initiative)
        assert [secret for secret in SECRETS if secret not in before] == []
        done = await erase(now)
        assert {each.service: each.texts > 0 for each in done} == {
            "intake": True,
            "assessment": True,
            "review": False,
            "publication": True,
        }
        assert next(each.rows for each in done if each.service == "intake") == 1
        told = await everything(now, initiative)
        assert [secret for secret in SECRETS if secret in told] == []
    assert list(named_in(tmp_path)) == []


async def test_the_journey_stands(running: Run) -> None:
    """It is where it was and says what was erased; where a text is left, it is still the one that its digest says."""
    async with running(*FIVE) as now:
        initiative = await published(now)
        at = f"/events/v1/initiatives/{initiative}/journey"
        before = (await now.http.get(at, headers=by("auditor"))).json()
        await erase(now)
        after = (await now.http.get(at, headers=by("auditor"))).json()
        assert after["stage"] == before["stage"] == "published"
        kept = {step["id"]: step["data"] for step in after["steps"]}
        assert {step["id"]: step["data"] for step in before["steps"]}.items() <= kept.items()
        contact = next(step["data"] for step in before["steps"] if "initiative-submitted" in step["type"])["contact"]
        assert (before["erased"], contact["ref"] in after["erased"]) == ([], True)
        party = (await now.http.get(at, headers=ME)).json()
        assert contact["ref"] in party["erased"]
        for service in SERVICES:
            checks = (await now.http.get(f"/{service}/v1/checks", headers=by("operator"))).json()
            assert checks["items"] == [], service
        for ref, text, salt, said in texts(now):
            assert digest(salt, text) == said, ref


def texts(now: Running) -> Iterator[tuple[str, str, bytes, str]]:
    """What is left in the vaults, with the digest that a fact says of it."""
    for service in ("intake", "assessment", "review", "publication"):
        with now.service(service).store.read() as connection:
            bodies = b"".join(connection.execute(select(schema.event.c.body)).scalars()).decode()
            for row in connection.execute(select(schema.vault).where(schema.vault.c.content.is_not(None))):
                behind = bodies.partition(f'"ref":"{row.ref}","digest":"')[2]
                if behind:
                    yield row.ref, row.content, row.salt, behind[:64]


@pytest.mark.xdist_group("restored")
@pytest.mark.parametrize("service", ["intake", "publication"])
async def test_a_backup_that_is_put_back_forgets_again(
    running: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, service: str
) -> None:
    """Until it has caught up nobody reads from its vault; then who was erased since the backup is erased."""
    monkeypatch.setattr("shared.service.Service.quiet", 0.2)
    monkeypatch.setattr(catch_up, "LOOK", 0.05)
    data, kept = tmp_path, tmp_path / "backup" / service
    kept.parent.mkdir()
    async with running(*FIVE) as now:
        initiative = await published(now)
    async with system.running(data) as whole, asking_of(whole) as asked:
        recovery.backup(service, kept, None, data)
        erasure = await asking.erase(asked, [PERSON], "Gevraagd per brief.")
        assert len(await asking.report(asked, erasure, 30)) == len(asking.KEEPING)
    assert list(named_in(data)) == [kept.name]
    await recovery.restore(service, kept, None, data, "A test")
    kept.unlink()
    assert list(named_in(data)) == [f"{service}.db"]
    async with system.running(data) as whole, asking_of(whole) as asked:
        await until(lambda: not whole.parts[service].service.restored, within=30)
        left = await asking.look(asked, PERSON)
        assert [each["texts"] for each in left.known.values() if each["texts"]] == []
        shown = await asked.get(f"/publication/v1/stories/{initiative}")
        assert (shown["state"], shown["contact"]) == ("published", {"erased": True})
    assert list(named_in(data)) == []


def asking_of(whole: system.System) -> Client:
    return Client("http://localhost", httpx.ASGITransport(whole.http))
