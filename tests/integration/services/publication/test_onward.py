"""Going on to the next meeting: at once when it is known, else as soon as there is a seat, whoever is first."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

import httpx
import pytest

from shared.actor import Role
from shared.testing.given import uuid
from shared.testing.running import Running, by
from tests.integration import builders
from tests.integration.builders import Run
from tests.integration.services.publication.koplopers import (
    BASE,
    EDITOR,
    INITIATIVE,
    INVITED,
    NOMINATED,
    PUBLISHED,
    STORY,
    SUBMITTER,
    Step,
    answer,
    appointment,
    assessment,
    clearance,
    happen,
    invitation,
    listed,
    meeting,
    read,
    revision,
    rule,
    taking_back,
    withdrawal,
)
from tests.integration.services.publication.test_meetings import MANY, koplopers

NEXT: Final = {"title": "Koplopers Noord 2", "date": "2019-09-02"}
WHY: Final = "De zaal staat onder water."


async def agenda(now: Running) -> dict[str, dict[str, Any]]:
    """The meetings by title, with who is invited."""
    found = (await read(now, f"{BASE}/meetings"))["items"]
    return {each["title"]: await read(now, f"{BASE}/meetings/{each['id']}") for each in found}


def at(
    title: str, role: Role, act: str, number: int = EDITOR, *, initiative: str | None = INITIATIVE, **body: Any
) -> Step:
    """An act at the meeting of this title."""

    async def acts(now: Running) -> httpx.Response:
        found = (await read(now, f"{BASE}/meetings"))["items"]
        [place] = [each["id"] for each in found if each["title"] == title]
        who = {} if initiative is None else {"initiativeId": initiative}
        return await now.http.post(f"{BASE}/meetings/{place}/{act}", json=who | body, headers=by(role, number))

    return acts


def move(title: str = "Koplopers Noord", **body: Any) -> Step:
    return at(title, "editor", "moves", initiative=None, **({"reason": WHY} | body))


def call_off(title: str = "Koplopers Noord") -> Step:
    return at(title, "editor", "cancellations", initiative=None, reason=WHY)


async def seated(now: Running, title: str) -> list[str]:
    """Who has a seat at the meeting of this title, in the order of the invitations."""
    return [each["initiativeId"] for each in (await agenda(now))[title]["invitations"] if each["seated"]]


async def test_next_is_the_next_meeting_at_once(running: Run) -> None:
    """The answer's own decision gives the seat back and takes the other."""
    async with running(builders.publication) as now:
        await happen(now, *INVITED, meeting(**NEXT))
        answered = await answer("next")(now)
        assert answered.status_code == 201
        assert await seated(now, "Koplopers Noord") == []
        assert await seated(now, "Koplopers Noord 2") == [INITIATIVE]
        own = await read(now, STORY, "submitter", SUBMITTER)
        assert [(each["date"], each.get("answer")) for each in own["invitations"]] == [
            ("2019-06-17", "next"),
            ("2019-09-02", None),
        ]
        assert "waiting" not in own
        await happen(now, at("Koplopers Noord 2", "submitter", "answers", SUBMITTER, answer="accepted"))
        await happen(now, at("Koplopers Noord 2", "editor", "nominations"))


async def test_next_waits_for_the_next_meeting_that_is_planned(running: Run) -> None:
    """It stands in the list of who waits until then, and is invited by the service itself."""
    async with running(builders.publication) as now:
        await happen(now, *INVITED, answer("next"))
        story = await read(now)
        assert (story["waiting"], story["waitingSince"]) == ("next-meeting", "2019-04-01T12:00:00.000000Z")
        assert await listed(now, "waiting=next-meeting") == [INITIATIVE]
        assert await listed(now, "waiting=invitation") == []
        await happen(now, meeting(title="Te vroeg", date="2019-06-12"), meeting(title="Voorbij", date="2019-03-01"))
        assert await listed(now, "waiting=next-meeting") == [INITIATIVE]
        await happen(now, meeting(**NEXT))
        assert await seated(now, "Koplopers Noord 2") == [INITIATIVE]
        assert await listed(now, "waiting=next-meeting") == []
        with now.service("publication").store.read() as connection:
            bodies = list(connection.exec_driver_sql("select body from event order by position").scalars())
        facts = [now.service("publication").model.load(body) for body in bodies[-2:]]
        assert {(str(each.actor), each.reaction) for each in facts} == {("system;id=publication", "invite-to-planned")}


async def test_who_waits_longest_goes_first(running: Run) -> None:
    """Of three that wait two get the two seats; the third gets the one that is given back."""
    async with running(builders.publication) as now:
        await koplopers(now, MANY[:3])
        await happen(now, meeting(capacity=3))
        waiting = [MANY[2], MANY[0], MANY[1]]
        for each in waiting:
            await happen(now, invitation(each))
            now.clock.forward(timedelta(minutes=1))
            await happen(now, at("Koplopers Noord", "submitter", "answers", SUBMITTER, initiative=each, answer="next"))
        assert await listed(now, "waiting=next-meeting&sort=waitingSince") == waiting
        assert await listed(now, "waiting=next-meeting&sort=-waitingSince") == waiting[::-1]
        await happen(now, meeting(**NEXT, capacity=2))
        assert sorted(await seated(now, "Koplopers Noord 2")) == sorted(waiting[:2])
        assert await listed(now, "waiting=next-meeting") == [waiting[2]]
        leaves = at("Koplopers Noord 2", "submitter", "answers", SUBMITTER, initiative=waiting[0], answer="declined")
        await happen(now, leaves)
        assert sorted(await seated(now, "Koplopers Noord 2")) == sorted(waiting[1:])
        assert await listed(now, "waiting=next-meeting") == []
        assert await listed(now, "waiting=invitation") == [waiting[0]]


async def test_no_meeting_gets_more_than_its_seats_when_all_go_on_at_once(running: Run) -> None:
    """Twenty ask for the next meeting at once, which has seven seats and one more after it has five."""
    async with running(builders.publication) as now:
        await koplopers(now, MANY)
        await happen(now, meeting(capacity=20))
        for each in MANY:
            await invitation(each)(now)
        await happen(
            now, meeting(**NEXT, capacity=7), meeting(title="Koplopers Noord 3", date="2019-12-02", capacity=5)
        )
        answers = [
            at("Koplopers Noord", "submitter", "answers", SUBMITTER, initiative=each, answer="next") for each in MANY
        ]
        given = await asyncio.gather(*(each(now) for each in answers))
        assert {each.status_code for each in given} == {201}
        await now.settled()
        second, third = await seated(now, "Koplopers Noord 2"), await seated(now, "Koplopers Noord 3")
        assert (len(second), len(third), len({*second, *third})) == (7, 5, 12)
        assert await seated(now, "Koplopers Noord") == []
        assert len(await listed(now, "waiting=next-meeting")) == 8


async def test_planning_and_asking_at_once_leaves_nobody_beside_a_free_seat(running: Run) -> None:
    """Whichever of the two is first, the reaction to the later one sees both."""
    async with running(builders.publication) as now:
        await happen(now, *INVITED)
        await asyncio.gather(answer("next")(now), meeting(**NEXT)(now))
        await now.settled()
        assert await seated(now, "Koplopers Noord 2") == [INITIATIVE]


async def test_a_seat_and_who_waits_for_it_find_each_other_after_a_clearance(running: Run) -> None:
    """Suspended by a revision it waits although there is a seat, and is invited once it is cleared again."""
    async with running(builders.publication) as now:
        await happen(now, *INVITED, meeting(**NEXT), revision(region="Drenthe"), answer("next"))
        assert await listed(now, "waiting=next-meeting") == [INITIATIVE]
        await happen(now, assessment(2), clearance(2))
        assert await seated(now, "Koplopers Noord 2") == [INITIATIVE]


async def test_a_meeting_that_is_moved_asks_everybody_again(running: Run) -> None:
    """The seats stay, the answers go; everybody reads why, and when it was to be."""
    async with running(builders.publication) as now:
        await happen(now, *INVITED, answer("accepted"), move(date="2019-07-01", place="Assen"))
        [moved] = (await read(now, f"{BASE}/meetings", None))["items"]
        assert (moved["date"], moved["place"], moved["previousDate"]) == ("2019-07-01", "Assen", "2019-06-17")
        shown = await read(now, f"{BASE}/meetings/{moved['id']}", None)
        assert (shown["reason"], shown["state"]) == (WHY, "planned")
        assert await seated(now, "Koplopers Noord") == [INITIATIVE]
        [told] = (await read(now, STORY, "submitter", SUBMITTER))["invitations"]
        assert (told["date"], told["place"], "answer" in told) == ("2019-07-01", "Assen", False)
        await happen(now, answer("accepted"))


async def test_a_meeting_that_is_moved_has_room_for_who_waits(running: Run) -> None:
    """Who waited because it was too early gets its free seat when it comes to be after the one that was left."""
    async with running(builders.publication) as now:
        await happen(now, *INVITED, answer("next"), meeting(title="Te vroeg", date="2019-06-12"))
        assert await listed(now, "waiting=next-meeting") == [INITIATIVE]
        await happen(now, move("Te vroeg", date="2019-10-01"))
        assert await seated(now, "Te vroeg") == [INITIATIVE]


async def test_a_meeting_that_is_called_off_sends_everybody_on(running: Run) -> None:
    """In the order of their invitations, as far as there are seats; the others wait, and everybody reads why."""
    async with running(builders.publication) as now:
        await koplopers(now, MANY[:3])
        await happen(now, meeting(capacity=3))
        for each in MANY[:3]:
            now.clock.forward(timedelta(minutes=1))
            await happen(now, invitation(each))
        await happen(now, meeting(**NEXT, capacity=2), call_off())
        assert await seated(now, "Koplopers Noord") == []
        assert sorted(await seated(now, "Koplopers Noord 2")) == MANY[:2]
        assert await listed(now, "waiting=next-meeting") == [MANY[2]]
        off = (await agenda(now))["Koplopers Noord"]
        assert (off["state"], off["reason"], off["seatsTaken"]) == ("called-off", WHY, 0)
        assert {each["lapsedBecause"] for each in off["invitations"]} == {"called-off"}
        for query, titles in (
            ("state=called-off", ["Koplopers Noord"]),
            ("state=planned", ["Koplopers Noord 2"]),
            ("from=2019-06-17&until=2019-06-17", ["Koplopers Noord"]),
            ("from=2019-06-18", ["Koplopers Noord 2"]),
            ("until=2019-06-16", []),
        ):
            found = (await read(now, f"{BASE}/meetings?{query}", None))["items"]
            assert [each["title"] for each in found] == titles


async def test_a_nomination_goes_with_the_meeting_that_is_called_off(running: Run) -> None:
    """It can be given again at the next one; the appointment too."""
    async with running(builders.publication) as now:
        await happen(now, *NOMINATED, meeting(**NEXT), call_off())
        assert "nominated" not in await read(now, role=None)
        assert await seated(now, "Koplopers Noord 2") == [INITIATIVE]
        assert rule(await appointment()(now)) == "meeting-called-off"
        await happen(
            now,
            at("Koplopers Noord 2", "editor", "nominations"),
            at("Koplopers Noord 2", "ministry-vws", "appointments"),
        )
        story = await read(now, role=None)
        assert (story["nominated"]["date"], story["appointed"]["date"]) == ("2019-09-02", "2019-09-02")


async def test_an_editor_moves_who_cannot_come(running: Run) -> None:
    """Told by telephone, or after the day: the same as if it had asked itself."""
    async with running(builders.publication) as now:
        await happen(now, *INVITED, answer("accepted"), meeting(**NEXT), at("Koplopers Noord", "editor", "absences"))
        assert await seated(now, "Koplopers Noord 2") == [INITIATIVE]
        assert rule(await at("Koplopers Noord", "editor", "absences")(now)) == "not-invited"
        now.clock.forward(timedelta(days=200))
        assert await listed(now, "waiting=invitation") == [INITIATIVE]
        await happen(now, at("Koplopers Noord 2", "editor", "absences"))
        assert await listed(now, "waiting=next-meeting") == [INITIATIVE]


async def test_a_new_koploper_without_an_invitation_is_seen(running: Run) -> None:
    """By the office and its own people, until it is invited; the public sees nothing of waiting."""
    async with running(builders.publication) as now:
        await happen(now, *PUBLISHED)
        story = await read(now)
        assert (story["waiting"], story["waitingSince"]) == ("invitation", story["publishedAt"])
        assert (await read(now, STORY, "submitter", SUBMITTER))["waiting"] == "invitation"
        outside: tuple[tuple[Role | None, int], ...] = ((None, 0), ("submitter", 99), ("partner", 1))
        for role, number in outside:
            assert "waiting" not in await read(now, STORY, role, number)
            assert await listed(now, "waiting=invitation", role, number) == []
        await happen(now, meeting(), invitation())
        assert await listed(now, "waiting=invitation") == []
        await happen(now, answer("declined"))
        assert await listed(now, "waiting=invitation") == [INITIATIVE]


@pytest.mark.parametrize("ends", [taking_back(), withdrawal()], ids=["editor", "submitter"])
async def test_who_is_no_koploper_any_more_does_not_wait(running: Run, ends: Step) -> None:
    """And is invited nowhere; a seat at a meeting that was called off meanwhile is free."""
    async with running(builders.publication) as now:
        await happen(now, *INVITED, answer("next"), ends, meeting(**NEXT))
        assert await seated(now, "Koplopers Noord 2") == []
        assert await listed(now, "waiting=next-meeting") == []


async def test_coming_to_the_old_one_after_all(running: Run) -> None:
    """With a seat at the next one the answer says what to do first."""
    async with running(builders.publication) as now:
        await happen(now, *INVITED, meeting(**NEXT), answer("next"))
        refused = await answer("accepted")(now)
        assert rule(refused) == "moved-to-next-meeting"
        assert "2019-09-02" in refused.json()["detail"]
        assert rule(await answer("next")(now)) == "already-answered"
        await happen(
            now, at("Koplopers Noord 2", "submitter", "answers", SUBMITTER, answer="declined"), answer("accepted")
        )
        assert await seated(now, "Koplopers Noord") == [INITIATIVE]


REFUSED: Final[Sequence[tuple[Sequence[Step], Step, int, str]]] = [
    ((meeting(),), move(), 409, "meeting-not-moved"),
    ((meeting(),), move(date="2019-06-17"), 409, "meeting-not-moved"),
    ((meeting(), call_off()), move(date="2019-07-01"), 409, "meeting-called-off"),
    ((meeting(), call_off()), call_off(), 409, "meeting-called-off"),
    ((*PUBLISHED, meeting(), call_off()), invitation(), 409, "meeting-called-off"),
    ((*INVITED, call_off()), answer("accepted"), 409, "meeting-called-off"),
    ((*PUBLISHED, meeting()), at("Koplopers Noord", "editor", "absences"), 409, "not-invited"),
    ((meeting(),), at("Koplopers Noord", "editor", "absences"), 409, "not-published"),
    ((*NOMINATED, appointment()), at("Koplopers Noord", "editor", "absences"), 409, "already-appointed"),
    ((meeting(),), at("Koplopers Noord", "adviser", "moves", initiative=None, reason=WHY), 403, "role-may-not"),
    (
        (meeting(),),
        at("Koplopers Noord", "ministry-vws", "cancellations", initiative=None, reason=WHY),
        403,
        "role-may-not",
    ),
    (INVITED, at("Koplopers Noord", "submitter", "absences", SUBMITTER), 403, "role-may-not"),
    ((meeting(),), move(date="morgen"), 400, "invalid-input"),
    ((meeting(),), move(date="2019-02-30"), 400, "invalid-input"),
    ((meeting(),), move(place=""), 400, "invalid-input"),
    ((meeting(),), move(reason=""), 400, "invalid-input"),
    ((meeting(),), move(capacity=3), 400, "invalid-input"),
    ((meeting(),), at("Koplopers Noord", "editor", "cancellations", initiative=None), 400, "invalid-input"),
]


@pytest.mark.parametrize(("before", "asked", "status", "name"), REFUSED)
async def test_what_is_refused(running: Run, before: Sequence[Step], asked: Step, status: int, name: str) -> None:
    """By the name of the rule, and nothing is changed."""
    async with running(builders.publication) as now:
        await happen(now, *before)
        shown = await agenda(now)
        found = await asked(now)
        assert (found.status_code, rule(found)) == (status, name)
        await now.settled()
        assert await agenda(now) == shown


@pytest.mark.parametrize("act", ["moves", "cancellations", "absences"])
async def test_no_such_meeting(running: Run, act: str) -> None:
    """Nothing is done at a meeting that was not planned."""
    async with running(builders.publication) as now:
        body = {"initiativeId": INITIATIVE} if act == "absences" else {"reason": WHY}
        found = await now.http.post(f"{BASE}/meetings/{uuid(404)}/{act}", json=body, headers=by("editor"))
        assert (found.status_code, rule(found)) == (404, "not-found")


@pytest.mark.parametrize("query", ["from=morgen", "until=2019-02-30", "state=full", "from=20190617", "waiting=yes"])
async def test_a_query_that_is_not_ours_is_refused(running: Run, query: str) -> None:
    """A day is a day, and a state one of ours."""
    async with running(builders.publication) as now:
        of = "stories" if query.startswith("waiting") else "meetings"
        found = await now.http.get(f"{BASE}/{of}?{query}")
        assert (found.status_code, rule(found)) == (400, "invalid-input")
