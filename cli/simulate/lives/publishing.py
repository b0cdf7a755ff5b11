"""The editors' part: the article, the meeting, and what comes of it."""

from typing import Any, Final

from cli.simulate.acts import Part
from cli.simulate.course import Course
from cli.simulate.meetings import Meeting
from shared.actor import Actor

PATH: Final = "/publication/v1/stories/{id}"
OWN_WORK: Final = 0.08
"""How often an author tries to approve the own draft."""
CORRECTS: Final = 0.1
CANNOT_COME: Final = 0.06
"""How often the next meeting is asked for, wherever that is."""
DECLINES: Final = 0.08
TAKEN_BACK: Final = 0.02
SEEN: Final = 0.4
ADOPTED: Final = 2 / 3
"""Platform31 found others taking over elements at two thirds of the Koplopers."""
FORMS: Final = ("broadened", "deepened", "adopted")
CHANNELS: Final = ("newsletter", "social")
KINDS: Final = ("podcast", "zoemen-met", "actieleer-tv", "letter-to-parliament", "national-meeting", "ambassador-blog")


def publish(course: Course) -> Part[None]:
    """From the first draft to the last adoption of the year."""
    author = course.chance.one(course.office.editors)
    draft = yield from _approved(course, author, "")
    yield from course.act(1, author, f"{PATH}/publications", draft)
    for channel in course.chance.some(CHANNELS, 0, 2):
        yield from course.act(1, author, f"{PATH}/channels/{channel}/publications", {})
    if course.chance.hits(TAKEN_BACK):
        yield from course.act(20, author, f"{PATH}/withdrawals", {"reason": "Op verzoek (verzonnen)."})
        return
    meeting = course.world.meetings.seat(course.submission["region"], course.at)
    if meeting is not None:
        yield from _named(course, author, meeting)
    if course.chance.hits(CORRECTS):
        draft = yield from _approved(course, author, " Met dank aan de wijk (verzonnen).")
        yield from course.act(0, author, f"{PATH}/corrections", draft)
    yield from _spread(course, author)


def _approved(course: Course, author: Actor, more: str) -> Part[dict[str, Any]]:
    """A draft that another editor and the contact person agree to."""
    told, chance = course.submission, course.chance
    text = {"title": told["title"], "intro": told["summary"], "body": f"{told['novelty']}\n\n{told['result']}{more}"}
    drafted = yield from course.act(4, author, f"{PATH}/drafts", text)
    draft = {"draftVersion": drafted.version}
    if chance.hits(OWN_WORK):
        yield from course.act(0, author, f"{PATH}/approvals", draft, "author-may-not-approve")
    yield from course.act(2, course.colleague(author, course.office.editors), f"{PATH}/approvals", draft)
    consent = {"name": True, "phone": chance.hits(0.3), "email": chance.hits(0.7)}
    published = {name: course.contact[name] for name, given in consent.items() if given}
    agrees = {**draft, "consent": consent, "published": published}
    yield from course.act(3, course.submitter, f"{PATH}/approvals", agrees)
    return draft


def _named(course: Course, editor: Actor, meeting: Meeting) -> Part[None]:
    """Invited, and when it comes: nominated and named officially."""
    at, who = f"/publication/v1/meetings/{meeting.id}", {"initiativeId": course.id}
    yield from course.act(0, editor, f"{at}/invitations", who)
    if course.chance.hits(CANNOT_COME):
        yield from course.act(2, course.submitter, f"{at}/answers", {**who, "answer": "next"})
        return
    answer = "declined" if course.chance.hits(DECLINES) else "accepted"
    yield from course.act(2, course.submitter, f"{at}/answers", {**who, "answer": answer})
    if answer == "declined":
        return
    course.wait_for(meeting.on)
    yield from course.act(0, editor, f"{at}/nominations", who)
    yield from course.act(0, course.office.of("ministry-vws", course.chance), f"{at}/appointments", who)
    toolkit = {"edition": f"{course.at.year}-1", "how": "in-person"}
    yield from course.act(1, editor, f"{PATH}/toolkits", toolkit)


def _spread(course: Course, editor: Actor) -> Part[None]:
    """On the podium, and taken over by others."""
    chance = course.chance
    if chance.hits(SEEN):
        on = {
            "kind": chance.one(KINDS),
            "title": f"Over {course.submission['title']}",
            "date": course.at.date().isoformat(),
        }
        yield from course.act(10, editor, f"{PATH}/appearances", on)
    if chance.hits(ADOPTED):
        how = {
            "by": "Zorggroep Elders",
            "element": "De duobanen",
            "form": chance.one(FORMS),
        }
        yield from course.act(25, editor, f"{PATH}/adoptions", how)
