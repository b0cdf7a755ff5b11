"""A nomination and an appointment are taken back over HTTP; who was told of them is told again."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final

import pytest

from services.publication import events
from shared.actor import Role
from shared.bus.protocol import Message, topic_of
from shared.rebuild import Rebuild
from shared.store import schema
from shared.store.store import AnyRow
from shared.testing.given import act, uuid
from shared.testing.running import Running, by
from shared.testing.until import until
from tests.integration import builders
from tests.integration.builders import Run
from tests.integration.services.publication.koplopers import (
    APPOINTED,
    AUTHOR,
    BASE,
    DRAFTED,
    EDITOR,
    INITIATIVE,
    INVITED,
    NOMINATED,
    PUBLISHED,
    STORY,
    SUBMITTER,
    Step,
    agreement,
    appointment,
    appointment_reversal,
    approval,
    assessment,
    assessment_reversal,
    at_meeting,
    first_meeting,
    happen,
    invitation,
    listed,
    meeting,
    nomination,
    nomination_reversal,
    publication,
    read,
    revision,
    rule,
    taking_back,
    withdrawal,
)
from tests.integration.services.publication.test_onward import NEXT, at, call_off, seated
from tests.integration.services.publication.test_public import heard

LATER: Final = {"title": "Koplopers Later", "date": "2019-11-04"}


async def named(now: Running, role: Role | None = None) -> tuple[bool, bool]:
    """Whether the story is shown as nominated, and as appointed."""
    story = await read(now, role=role)
    return "nominated" in story, "appointed" in story


async def at_the_meeting(now: Running) -> dict[str, Any]:
    """How the Koploper stands in the meeting's list."""
    [found] = (await read(now, await first_meeting(now)))["invitations"]
    assert isinstance(found, dict)
    return found


def recorded(now: Running, name: str) -> list[AnyRow]:
    """The facts of a type."""
    chosen = schema.event.select().where(schema.event.c.type == f"nl.koploper.{name}.v1")
    with now.service("publication").store.read() as connection:
        return list(connection.execute(chosen))


async def test_what_is_taken_back_is_gone_and_can_come_back(running: Run) -> None:
    """First the appointment, then the nomination; everybody sees it, and both can be given anew."""
    async with running(builders.publication) as now:
        await happen(now, *APPOINTED)
        assert await named(now) == (True, True)
        assert await listed(now, "withoutToolkit=2019-1") == [INITIATIVE]
        assert rule(await nomination_reversal()(now)) == "already-appointed"
        await happen(now, appointment_reversal())
        assert await named(now) == (True, False)
        assert await listed(now, "withoutToolkit=2019-1") == []
        await happen(now, nomination_reversal())
        assert await named(now) == (False, False)
        there = await at_the_meeting(now)
        assert (there["nominated"], there["appointed"], there["seated"]) == (False, False, True)
        await happen(now, nomination(), appointment())
        assert await named(now) == (True, True)


MAY_READ: Final[Sequence[tuple[Role, int, int]]] = [
    ("editor", 77, 200),
    ("adviser", 77, 200),
    ("ministry-vws", 77, 200),
    ("ministry-ocw", 77, 403),
    ("submitter", SUBMITTER, 403),
]


async def test_nothing_is_deleted_and_why_is_for_the_office(running: Run) -> None:
    """What was decided stays in the log; the reason lies in the vault, for the offices that name Koplopers."""
    async with running(builders.publication) as now:
        await happen(now, *APPOINTED, appointment_reversal(), nomination_reversal())
        assert [len(recorded(now, each)) for each in ("koploper-nominated", "koploper-appointed")] == [1, 1]
        for name, text in (
            ("nomination-reversed", "De voordracht was te vroeg."),
            ("appointment-reversed", "De benoeming was te vroeg."),
        ):
            [row] = recorded(now, name)
            assert text.encode() not in row.body
            fact = now.service("publication").model.load(row.body).event
            assert isinstance(fact, events.NominationReversed | events.AppointmentReversed)
            assert fact.reason is not None
            for role, number, status in MAY_READ:
                answer = await now.http.get(f"{BASE}/vault/{fact.reason.ref}", headers=by(role, number))
                assert answer.status_code == status, (role, answer.text)
                assert status != 200 or answer.json()["content"] == text


async def test_while_the_article_is_away(running: Run) -> None:
    """What is taken back then does not come back when the article is out anew."""
    async with running(builders.publication) as now:
        await happen(now, *APPOINTED, assessment_reversal(), appointment_reversal(), nomination_reversal())
        await happen(now, assessment(), approval(), agreement(), publication())
        assert await named(now) == (False, False)


ANEW: Final = (assessment(), approval(), agreement(), publication())


@pytest.mark.parametrize("order", ["called off while it is away", "called off when it is back"])
async def test_a_nomination_lapses_with_its_meeting_whenever_the_article_was_away(running: Run, order: str) -> None:
    """It is said to everybody, and the Koploper goes on to the next meeting once it is out."""
    later = (call_off(), *ANEW) if order == "called off while it is away" else (*ANEW, call_off())
    async with running(builders.publication) as now:
        await happen(now, *NOMINATED, meeting(**NEXT), assessment_reversal(), *later)
        assert await named(now) == (False, False)
        assert len(recorded(now, "nomination-reversed")) == 1
        assert await seated(now, "Koplopers Noord 2") == [INITIATIVE]
        await happen(now, at("Koplopers Noord 2", "editor", "nominations"))
        assert await named(now) == (True, False)


async def test_who_was_put_forward_gets_its_seat_back(running: Run) -> None:
    """The article came back before its meeting: an editor invites it there again."""
    async with running(builders.publication) as now:
        await happen(now, *NOMINATED, assessment_reversal(), *ANEW)
        assert await named(now) == (True, False)
        assert await seated(now, "Koplopers Noord") == []
        await happen(now, invitation())
        assert await seated(now, "Koplopers Noord") == [INITIATIVE]
        await happen(now, appointment())


async def test_who_was_invited_gets_its_seat_back(running: Run) -> None:
    """By the service itself, at the meeting that it lost it at."""
    async with running(builders.publication) as now:
        await happen(now, *INVITED, meeting(**NEXT), assessment_reversal())
        assert await seated(now, "Koplopers Noord") == []
        await happen(now, *ANEW)
        assert (await seated(now, "Koplopers Noord"), await seated(now, "Koplopers Noord 2")) == ([INITIATIVE], [])


async def test_a_meeting_that_was_called_off_since(running: Run) -> None:
    """Whose appointment there is taken back goes on to the next meeting, as it would have without it."""
    async with running(builders.publication) as now:
        await happen(now, *APPOINTED, meeting(**NEXT), call_off())
        assert await named(now) == (True, True)
        assert await seated(now, "Koplopers Noord 2") == []
        await happen(now, at("Koplopers Noord", "ministry-vws", "appointment-reversals", reason="Niet gehouden."))
        assert await named(now) == (False, False)
        assert await seated(now, "Koplopers Noord 2") == [INITIATIVE]


async def test_who_asked_for_the_next_meeting_behind_a_nomination(running: Run) -> None:
    """Has a seat there once the nomination is gone, as the meeting that it was given at is over."""
    async with running(builders.publication) as now:
        await happen(now, *INVITED, meeting(**NEXT), at("Koplopers Noord 2", "editor", "invitations"), nomination())
        await happen(now, at("Koplopers Noord 2", "submitter", "answers", SUBMITTER, answer="next"), meeting(**LATER))
        now.clock.forward(timedelta(days=100))
        assert await seated(now, "Koplopers Later") == []
        await happen(now, nomination_reversal())
        assert await seated(now, "Koplopers Later") == [INITIATIVE]
        assert await listed(now, "waiting=next-meeting") == []


async def test_a_reversal_that_is_heard_again_gives_no_second_seat(running: Run) -> None:
    """Delivered twice, it acts once."""
    async with running(builders.publication) as now:
        await happen(now, *INVITED, meeting(**NEXT), at("Koplopers Noord 2", "editor", "invitations"), nomination())
        await happen(now, at("Koplopers Noord 2", "submitter", "answers", SUBMITTER, answer="next"), meeting(**LATER))
        now.clock.forward(timedelta(days=100))
        await happen(now, nomination_reversal())
        [row] = recorded(now, "nomination-reversed")
        before = len(recorded(now, "koploper-invited"))
        await now.bus.publish(topic_of("publication"), [Message(row.stream, row.body)])
        await now.settled()
        assert (len(recorded(now, "koploper-invited")), before) == (3, 3)


async def test_partners_who_heard_of_a_nomination_hear_that_it_is_over(running: Run) -> None:
    """In its place among what they are told; of an appointment they were not told."""
    async with heard(running) as (now, partner):
        await happen(now, *APPOINTED, appointment_reversal(), nomination_reversal(), taking_back())
        await until(lambda: len(partner.got) == 4)
    assert partner.types == [
        "public-article-published.v1",
        "public-koploper-nominated.v1",
        "public-nomination-reversed.v1",
        "public-article-withdrawn.v1",
    ]
    over = partner.events[2]
    assert (over["sequence"], list(over["data"])) == ("3", ["meetingId"])


async def test_everybody_knows_of_a_nomination_that_lapsed(running: Run) -> None:
    """Also where it goes with a meeting or with an absence: that it is over is public, why is not."""
    async with heard(running) as (now, partner):
        await happen(now, *NOMINATED, at("Koplopers Noord", "editor", "absences"))
        await until(lambda: len(partner.got) == 3)
        [row] = recorded(now, "nomination-reversed")
        assert b'"reason"' not in row.body
    assert partner.types[-1] == "public-nomination-reversed.v1"


WHY: Final[dict[str, Any]] = {"reason": "Een nieuw feit."}
NOMINATIONS, APPOINTMENTS = "nomination-reversals", "appointment-reversals"
ABSENT: Final = at_meeting("editor", "absences", EDITOR)
BOTH_BACK: Final = (*APPOINTED, appointment_reversal(), nomination_reversal())
REFUSED: Final[Sequence[tuple[str, int, Sequence[Step], Role, str, dict[str, Any]]]] = [
    ("role-may-not", 403, NOMINATED, "submitter", NOMINATIONS, WHY),
    ("role-may-not", 403, NOMINATED, "ministry-vws", NOMINATIONS, WHY),
    ("role-may-not", 403, APPOINTED, "editor", APPOINTMENTS, WHY),
    ("role-may-not", 403, APPOINTED, "ministry-szw", APPOINTMENTS, WHY),
    ("already-appointed", 409, APPOINTED, "editor", NOMINATIONS, WHY),
    ("not-published", 409, (*DRAFTED, meeting()), "editor", NOMINATIONS, WHY),
    ("not-published", 409, (meeting(),), "ministry-vws", APPOINTMENTS, WHY),
    ("not-nominated", 409, (*PUBLISHED, meeting()), "editor", NOMINATIONS, WHY),
    ("not-nominated", 409, INVITED, "editor", NOMINATIONS, WHY),
    ("not-nominated", 409, (*NOMINATED, nomination_reversal()), "editor", NOMINATIONS, WHY),
    ("not-nominated", 409, (*NOMINATED, ABSENT), "editor", NOMINATIONS, WHY),
    ("not-nominated", 409, BOTH_BACK, "ministry-vws", "appointments", {}),
    ("not-appointed", 409, NOMINATED, "ministry-vws", APPOINTMENTS, WHY),
    ("not-appointed", 409, (*APPOINTED, appointment_reversal()), "ministry-vws", APPOINTMENTS, WHY),
    ("initiative-withdrawn", 409, (*NOMINATED, withdrawal()), "editor", NOMINATIONS, WHY),
    ("initiative-withdrawn", 409, (*APPOINTED, withdrawal()), "ministry-vws", APPOINTMENTS, WHY),
    ("suspended-by-revision", 409, (*NOMINATED, nomination_reversal(), revision()), "editor", "nominations", {}),
    ("invalid-input", 400, NOMINATED, "editor", NOMINATIONS, {}),
    ("invalid-input", 400, NOMINATED, "editor", NOMINATIONS, {"reason": "  "}),
    ("invalid-input", 400, NOMINATED, "editor", NOMINATIONS, {"reason": "\u0007 piep"}),
    ("invalid-input", 400, NOMINATED, "editor", NOMINATIONS, {"reason": "x" * 20_000}),
    ("invalid-input", 400, NOMINATED, "editor", NOMINATIONS, WHY | {"because": "absent"}),
    ("invalid-input", 400, APPOINTED, "ministry-vws", APPOINTMENTS, {}),
    ("invalid-input", 400, APPOINTED, "ministry-vws", APPOINTMENTS, WHY | {"initiativeId": "Ketenstage"}),
]


@pytest.mark.parametrize(("named", "status", "steps", "role", "what", "body"), REFUSED)
async def test_what_is_refused(
    running: Run, named: str, status: int, steps: Sequence[Step], role: Role, what: str, body: dict[str, Any]
) -> None:
    """By the name of its rule, and nothing is recorded."""
    async with running(builders.publication) as now:
        await happen(now, *steps)
        place = await first_meeting(now)

        async def all_that_reads() -> list[str]:
            return [(await now.http.get(path, headers=by("editor"))).text for path in (STORY, place)]

        before = await all_that_reads()
        asked = {"initiativeId": INITIATIVE} | body
        answer = await now.http.post(f"{place}/{what}", json=asked, headers=by(role))
        await now.settled()
        assert (answer.status_code, rule(answer)) == (status, named)
        assert await all_that_reads() == before


@pytest.mark.parametrize("what", [NOMINATIONS, APPOINTMENTS])
async def test_what_is_not_there(running: Run, what: str) -> None:
    """No such meeting is 404; an initiative that nobody heard of is not published."""
    role: Role = "editor" if what == NOMINATIONS else "ministry-vws"
    async with running(builders.publication) as now:
        await happen(now, *APPOINTED)
        of = {"initiativeId": INITIATIVE} | WHY
        nowhere = await now.http.post(f"{BASE}/meetings/{uuid(404)}/{what}", json=of, headers=by(role))
        assert (nowhere.status_code, rule(nowhere)) == (404, "not-found")
        unheard = of | {"initiativeId": uuid(405)}
        nobody = await now.http.post(f"{await first_meeting(now)}/{what}", json=unheard, headers=by(role))
        assert (nobody.status_code, rule(nobody)) == (409, "not-published")


async def test_asked_again_under_one_key_it_is_done_once(running: Run) -> None:
    """The same answer, and one fact."""
    async with running(builders.publication) as now:
        await happen(now, *NOMINATED)
        place = f"{await first_meeting(now)}/{NOMINATIONS}"
        body, headers = {"initiativeId": INITIATIVE} | WHY, by("editor", AUTHOR) | {"Idempotency-Key": "een-keer"}
        first, again = [await now.http.post(place, json=body, headers=headers) for _ in range(2)]
        assert (first.status_code, first.json()) == (again.status_code, again.json()) == (201, first.json())
        assert first.headers["ETag"] == again.headers["ETag"]
        assert len(recorded(now, "nomination-reversed")) == 1


async def test_a_rebuilt_read_model_is_the_same(running: Run) -> None:
    """Made anew from their facts, they say what they said."""
    async with running(builders.publication) as now:
        await happen(now, *BOTH_BACK)
        service = now.service("publication")
        for name, read_model in service.read_models.items():
            found = await Rebuild(service.store, read_model).run(
                service.model, service.ids, act("operator"), "Een proef", dry=True
            )
            assert (found.added, found.removed, found.changed) == (0, 0, 0), name
