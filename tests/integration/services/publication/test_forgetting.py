"""Somebody is forgotten whom a story let people call: nobody reads their details any more, and an editor looks."""

from collections.abc import Mapping
from typing import Any, Final, Literal

import pytest
from sqlalchemy import delete, select

from services.publication import commands, events
from services.publication.decider import agreeing
from services.publication.decider.story import Story
from services.publication.reactions.forgetting import FORGETTING
from services.publication.upgrading import index_addresses
from shared.actor import Actor
from shared.doctor.read_models import read_model_differs
from shared.envelope import Envelope, source_of
from shared.errors import Taken
from shared.heard import reacting
from shared.store import schema
from shared.testing.given import NOON, uuid
from shared.testing.running import Running, by
from tests.integration import builders
from tests.integration.builders import Run
from tests.integration.services.publication.koplopers import (
    BASE,
    DETAILS,
    DRAFTED,
    EDITOR,
    FIRST_DRAFT,
    INITIATIVE,
    NOTHING_AGREED,
    PUBLISHED,
    REF,
    STORY,
    SUBMITTER,
    Step,
    agreement,
    approval,
    assessment,
    assessment_reversal,
    clearance,
    does,
    draft,
    happen,
    listed,
    publication,
    read,
    revision,
)

PERSON: Final = uuid(300)
"""An address as intake knows it: nobody who acts here."""
BEA: Final = "bea@example.org"
"""What intake keeps of a colleague who is named with the initiative."""


async def forget(now: Running, person: str = PERSON, *initiatives: str, stream: str = "person-1") -> None:
    data = {"erasure": uuid(70), "person": person, "initiatives": list(initiatives or (INITIATIVE,))}
    await now.announce("intake", "person-erased.v1", data, stream=stream)
    await now.settled()


async def check(now: Running, role: Any = "editor") -> tuple[int, str]:
    answer = await now.http.post(f"{STORY}/names-checks", json={}, headers=by(role, EDITOR))
    return answer.status_code, answer.json().get("type", "")


def texts(now: Running) -> list[str]:
    with now.service("publication").store.read() as connection:
        return [row.content for row in connection.execute(select(schema.vault)) if row.content]


async def by_address(now: Running, email: str = DETAILS["email"], role: Any = "operator") -> str:
    """As whom publication knows whoever has an address."""
    answer = await now.http.post(f"{BASE}/persons", json={"email": email}, headers=by(role))
    return str(answer.json().get("id", answer.status_code))


@pytest.mark.parametrize("address", [True, False], ids=["by address", "who agreed"])
async def test_what_is_out_of_them_goes(running: Run, address: bool) -> None:
    """Everybody reads that it was erased; the article stays out, and only the office sees that it is looked at."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED)
        assert (await read(now, role=None))["contact"]["name"] == DETAILS["name"]
        await forget(now, await by_address(now, "ANNA@example.org") if address else uuid(SUBMITTER))
        assert texts(now) == []
        shown = await read(now, role=None)
        assert (shown["contact"], shown["state"]) == ({"erased": True}, "published")
        assert "toCheckSince" not in shown
        assert (await read(now))["toCheckSince"] == "2019-04-01T12:00:00.000000Z"
        assert await listed(now, "toCheck=true") == [INITIATIVE]
        assert await check(now) == (201, "")
        assert await listed(now, "toCheck=true") == []
        assert (await check(now))[1] == "urn:koploper:problem:nothing-to-check"
        assert [fault async for fault in read_model_differs(now.service("publication"))] == []


@pytest.mark.parametrize("first", ["forgotten", "away"])
async def test_an_article_that_was_away_is_still_to_be_looked_at(running: Run, first: str) -> None:
    """It is on the editors' list when it can be looked at: when it is out again."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED)
        if first == "forgotten":
            await forget(now)
            await happen(now, assessment_reversal())
        else:
            await happen(now, assessment_reversal())
            await forget(now)
        assert await listed(now, "toCheck=true") == []
        await happen(now, assessment(), approval(), agreement(), publication())
        assert await listed(now, "toCheck=true") == [INITIATIVE]
        assert await check(now) == (201, "")
        assert await listed(now, "toCheck=true") == []
        assert [fault async for fault in read_model_differs(now.service("publication"))] == []


async def test_who_agreed_agrees_no_more(running: Run) -> None:
    """What was agreed to and is not out yet does not come out on the word of somebody who was forgotten."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED[:-1])
        await forget(now, uuid(SUBMITTER))
        assert texts(now) == []
        refused = await publication()(now)
        assert refused.json()["type"] == "urn:koploper:problem:approvals-missing"
        await happen(now, agreement(), publication())
        assert (await read(now, role=None))["contact"]["name"] == DETAILS["name"]


async def test_others_and_elsewhere_stay(running: Run) -> None:
    """Only initiatives that knew the person are looked at, and hearing it twice changes nothing."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED)
        await forget(now, PERSON, uuid(101))
        assert (await read(now, role=None))["contact"]["name"] == DETAILS["name"]
        await forget(now, stream="person-2")
        version = (await read(now))["toCheckSince"]
        await forget(now, stream="person-3")
        assert (await read(now))["toCheckSince"] == version
        assert [each["person"] for each in await erasures(now)].count(PERSON) >= 3


async def erasures(now: Running) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await now.http.get(f"{BASE}/erasures", headers=by("auditor"))).json()["items"]
    return found


async def test_when_a_term_is_over_all_persons_of_the_initiative_go(running: Run) -> None:
    """Whoever they are."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED[:-1])
        await now.announce("intake", "retention-ended.v1", {"erasure": uuid(71)}, stream=f"initiative-{INITIATIVE}")
        await now.settled()
        assert texts(now) == []
        assert [(each["because"], each["initiativeId"]) for each in await erasures(now)] == [
            ("term-passed", INITIATIVE)
        ]


async def test_only_editors_say_that_nobody_is_named(running: Run) -> None:
    """And only of what is out."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED)
        await forget(now)
        assert (await check(now, "adviser"))[0] == 403
        answer = await now.http.post(f"{STORY}/names-checks", json={"sure": True}, headers=by("editor", EDITOR))
        assert answer.status_code == 400


async def test_the_public_reading_details_is_noted_once_a_day(running: Run) -> None:
    """What is published is for everybody: that it was read is noted, not how often; of others each time."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED)
        for _ in range(3):
            await read(now, role=None)
        await read(now)
        log = (await now.http.get(f"{BASE}/vault-accesses", headers=by("auditor"))).json()["items"]
        assert sorted(each["actor"].partition(";")[0] for each in log) == ["editor", "editor", "public", "public"]


def colleague(version: int = FIRST_DRAFT, **changed: Any) -> Step:
    """The submitter lets a colleague be published, whom intake knows by a reference."""
    details = {"name": "Bea Collega", "email": BEA, "phone": "050 765 4321"}
    consent = {"name": True, "email": True, "phone": True}
    terms: dict[str, Any] = {"published": details, "consent": consent, "contact": REF}
    return agreement(version, **(terms | changed))


ONLY_NAME: Final[dict[str, Any]] = {
    "published": {"name": "Bea Collega"},
    "consent": {"name": True, "phone": False, "email": False},
}


async def entries_erased(
    now: Running, *entries: str, because: Literal["person-erased", "term-passed"] = "person-erased", erasure: int = 90
) -> None:
    """Intake says that it erased these."""
    data = {"erasure": uuid(erasure), "because": because, "texts": list(entries)}
    await now.announce("intake", "person-data-erased.v1", data, stream=f"erasure-{uuid(erasure)}")
    await now.settled()


async def removed(now: Running, because: str, contact: str = REF) -> None:
    data = {"contact": contact, "because": because}
    await now.announce("intake", "contact-removed.v1", data, stream=f"initiative-{INITIATIVE}")
    await now.settled()


async def known(now: Running, person: str) -> int:
    return len((await now.http.get(f"{BASE}/persons/{person}", headers=by("operator"))).json()["texts"])


@pytest.mark.parametrize("because", ["declined", "lapsed", "replaced"])
async def test_who_did_not_agree_is_not_called_any_more(running: Run, because: str) -> None:
    """Whose details are out goes, and an editor looks; hearing it twice changes nothing, and nobody else goes."""
    async with running(builders.publication) as now:
        await happen(now, *DRAFTED, approval(), agreement(), colleague(), publication())
        assert (await read(now, role=None))["contact"]["name"] == "Bea Collega"
        for _ in range(2):
            await removed(now, because)
        assert (await read(now, role=None))["contact"] == {"erased": True}
        assert await listed(now, "toCheck=true") == [INITIATIVE]
        assert await known(now, REF) == 0
        await happen(now, draft())
        again = await colleague((await read(now))["drafts"][-1]["draftVersion"])(now)
        assert again.json()["type"] == "urn:koploper:problem:details-erased"


@pytest.mark.parametrize(("because", "looked_at"), [("declined", True), ("lapsed", False), ("replaced", False)])
async def test_another_who_does_not_agree_takes_nothing_along(running: Run, because: str, looked_at: bool) -> None:
    """The submitter's own details stay; only of who declines an editor looks whether the article names them."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED)
        await removed(now, because)
        assert (await read(now, role=None))["contact"]["name"] == DETAILS["name"]
        assert (await listed(now, "toCheck=true") == [INITIATIVE]) is looked_at


@pytest.mark.parametrize("first", ["erased", "published"])
async def test_a_colleague_is_found_and_erased_by_their_own_address(running: Run, first: str) -> None:
    """Whether the same is given again afterwards, or it was never out: it is refused, and the submitter's own stay."""
    async with running(builders.publication) as now:
        await happen(now, *DRAFTED, approval())
        person = await by_address(now, BEA)
        assert person != await by_address(now)
        if first == "published":
            await happen(now, colleague(), agreement())
            assert await known(now, person) == 0  # the submitter's own took its place
            await happen(now, colleague(contact=None), publication())
            assert await known(now, person) == 3
        await forget(now, person)
        assert (await known(now, person), "Bea Collega" in texts(now)) == (0, False)
        if first == "published":
            assert (await read(now, role=None))["contact"] == {"erased": True}
            await happen(now, draft())
        version = (await read(now))["drafts"][-1]["draftVersion"]
        for again in ({}, {"contact": None}, {"contact": uuid(999)}):
            refused = await colleague(version, **again)(now)
            assert (refused.status_code, refused.json()["type"]) == (409, "urn:koploper:problem:details-erased")
        assert "Bea Collega" not in texts(now)
        own = await agreement(version)(now)
        assert own.status_code == 201, own.text


async def test_a_colleague_stays_when_the_submitter_goes(running: Run) -> None:
    """Nobody else's details go with who typed them in."""
    async with running(builders.publication) as now:
        await happen(now, *DRAFTED, approval(), colleague(), publication())
        await forget(now, uuid(SUBMITTER))
        assert (await read(now, role=None))["contact"]["name"] == "Bea Collega"
        assert await known(now, uuid(SUBMITTER)) == 0


async def test_what_intake_erased_of_a_contact_takes_along_what_was_published(running: Run) -> None:
    """Also where no address was published; of a term that passed, and of other entries, nothing goes by this."""
    async with running(builders.publication) as now:
        await happen(now, *DRAFTED, approval(), colleague(**ONLY_NAME), publication())
        await entries_erased(now, REF, because="term-passed", erasure=80)
        await entries_erased(now, uuid(403), erasure=81)
        assert (await read(now, role=None))["contact"]["name"] == "Bea Collega"
        await entries_erased(now, uuid(403), REF)
        assert (await read(now, role=None))["contact"] == {"erased": True}
        assert texts(now) == []


@pytest.mark.parametrize("first", ["erased", "published"])
async def test_who_intake_erased_is_not_given_again(running: Run, first: str) -> None:
    """By the reference that intake had for them, whether it was heard before they were given or while they were out."""
    async with running(builders.publication) as now:
        await happen(now, *DRAFTED, approval())
        if first == "published":
            await happen(now, colleague(**ONLY_NAME), publication())
        await entries_erased(now, uuid(403), REF)
        if first == "published":
            assert (await read(now, role=None))["contact"] == {"erased": True}
            await happen(now, draft())
        version = (await read(now))["drafts"][-1]["draftVersion"]
        refused = await colleague(version, **ONLY_NAME)(now)
        assert (refused.status_code, refused.json()["type"]) == (409, "urn:koploper:problem:details-erased")
        assert texts(now) == []
        rows = [(each["person"], each["texts"]) for each in await erasures(now)]
        assert rows == [(uuid(403), 0), (REF, 1 if first == "published" else 0)]
        assert (await agreement(version)(now)).status_code == 201


ERASED: Final[Mapping[str, tuple[str, Mapping[str, Any]]]] = {
    "person-erased": (f"person-{SUBMITTER}", {"person": uuid(SUBMITTER), "initiatives": []}),
    "person-data-erased": ("erasure-1", {"because": "person-erased", "texts": [REF]}),
    "contact-removed": (f"initiative-{INITIATIVE}", {"contact": REF, "because": "declined"}),
    "retention-ended": (f"initiative-{INITIATIVE}", {}),
}
"""What has publication forget somebody: in which stream, and what it says."""


@pytest.mark.parametrize("what", ERASED)
async def test_an_agreement_beside_an_erasure_does_not_survive_it(running: Run, what: str) -> None:
    """On replicas: one hears of an erasure, another keeps an agreement, and then what is erased is looked up anew."""
    async with running(builders.publication) as now:
        await happen(now, *DRAFTED, approval())
        service = now.service("publication")
        stream, said = ERASED[what]
        heard = heard_of(what, stream, {"erasure": uuid(90), **said})
        hearing = reacting(FORGETTING)(service)
        with service.store.read() as connection:
            before = hearing.begin(connection, [heard])
        before.take(heard)
        await happen(now, agreement() if what == "person-erased" else colleague(**ONLY_NAME))
        with pytest.raises(Taken):
            await service.store.write(before.write)
        with service.store.read() as connection:
            anew = hearing.begin(connection, [heard])
        anew.take(heard)
        await service.store.write(anew.write)
        assert texts(now) == []
        if what != "retention-ended":
            refused = await publication()(now)
            assert refused.json()["type"] == "urn:koploper:problem:approvals-missing"


def heard_of(what: str, stream: str, data: dict[str, Any]) -> Envelope:
    """A fact of intake, as it comes from the bus."""
    return Envelope(
        id=uuid(900),
        source=source_of("intake"),
        type=f"nl.koploper.{what}.v1",
        subject=stream.partition("-")[2],
        time=NOON,
        stream=stream,
        sequence=1,
        actor=Actor("system", "intake"),
        correlationid=uuid(901),
        causationid=uuid(902),
        data=data,
        body=b"",
        initiativeid=INITIATIVE if stream.startswith("initiative-") else None,
    )


async def test_an_article_without_details_is_looked_at_too(running: Run) -> None:
    """It may name who declines, or is erased, though it lets nobody be called; one that was never out is not."""
    async with running(builders.publication) as now:
        await happen(now, *DRAFTED, approval(), agreement(**NOTHING_AGREED))
        await forget(now)
        await happen(now, publication())
        assert await listed(now, "toCheck=true") == []
        for declined in (True, False):
            await (removed(now, "declined") if declined else forget(now, stream="person-2"))
            assert await listed(now, "toCheck=true") == [INITIATIVE]
            assert await check(now) == (201, "")
            assert (await read(now, role=None))["contact"] == {}


@pytest.mark.parametrize("how", ["declined", "erased"])
async def test_older_details_go_with_whoever_declines(
    running: Run, monkeypatch: pytest.MonkeyPatch, how: Literal["declined", "erased"]
) -> None:
    """Where it was not asked yet whose they are, they may be of whoever declines, or is erased."""
    approve = agreeing.approve

    def unasked(command: commands.Approve, state: Story) -> list[events.StoryEvent]:
        return [fact.model_copy(update={"own": None}) for fact in approve(command, state)]

    monkeypatch.setattr(agreeing, "approve", unasked)
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED)
        await (removed(now, "lapsed") if how == "declined" else forget(now, PERSON, uuid(101)))
        assert (await read(now, role=None))["contact"]["name"] == DETAILS["name"]
        await (removed(now, "declined", uuid(404)) if how == "declined" else forget(now, stream="person-2"))
        assert (await read(now, role=None))["contact"] == {"erased": True}
        assert texts(now) == []
        assert await listed(now, "toCheck=true") == [INITIATIVE]


async def test_only_an_operator_looks_for_an_address(running: Run) -> None:
    """Nobody else learns under which id somebody is known."""
    async with running(builders.publication) as now:
        assert [await by_address(now, role=role) for role in ("editor", "submitter", "auditor")] == ["403"] * 3
        assert await by_address(now, "geen adres") == "400"


async def test_only_who_is_named_with_the_initiative_is_its_contact(running: Run) -> None:
    """In any version of it; a stranger's id, and a slip of the pen, are refused, and nothing is kept under it."""
    async with running(builders.publication) as now:
        await happen(now, *DRAFTED)
        for stranger in (uuid(SUBMITTER), uuid(999)):
            answer = await colleague(contact=stranger, **ONLY_NAME)(now)
            assert (answer.status_code, answer.json()["type"]) == (409, "urn:koploper:problem:not-a-contact")
            assert (await now.http.get(f"{BASE}/persons/{stranger}", headers=by("operator"))).json()["texts"] == []
        added = {"contacts": [{"ref": uuid(999), "digest": "0" * 64}]}
        await happen(now, revision(2, **added), assessment(2), clearance(2))
        assert (await colleague(contact=uuid(999), **ONLY_NAME)(now)).status_code == 201
        assert (await colleague(contact=REF, **ONLY_NAME)(now)).status_code == 201


async def test_an_editor_names_nobody(running: Run) -> None:
    """Of whom the details are is for the contact person to say."""
    async with running(builders.publication) as now:
        await happen(now, *DRAFTED)
        for contact, status in ((REF, 409), ("r-1", 400), (7, 400)):
            answer = await does("editor", "approvals", EDITOR, draftVersion=FIRST_DRAFT, contact=contact)(now)
            assert answer.status_code == status, answer.text


async def test_details_of_an_older_store_are_found_by_their_address(running: Run) -> None:
    """When it starts; once is enough, and what was erased is not found again."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED)
        service, person = now.service("publication"), await by_address(now)
        index = schema.vault_person
        for _ in range(2):
            await service.store.write(
                lambda connection: connection.execute(delete(index).where(index.c.person == person))
            )
            assert await known(now, person) == 0
            await index_addresses(service)  # what it lacks since it was brought up to date is not looked for
            assert await known(now, person) == 0
            await service.store.write(lambda connection: connection.execute(delete(schema.upgraded)))
            await index_addresses(service)
            await index_addresses(service)
            assert await known(now, person) == 2
        await forget(now, person)
        await service.store.write(lambda connection: connection.execute(delete(schema.upgraded)))
        await index_addresses(service)
        assert await known(now, person) == 0
