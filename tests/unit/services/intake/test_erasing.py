"""A person is forgotten in two steps: it is asked, and in time confirmed by whoever asked."""

from typing import Final

import pytest

from services.intake import commands, errors, events, words
from services.intake.decider import CORE
from shared.actor import ROLES, Role
from shared.decider import Act
from shared.erasure.facts import Found, PersonDataErased
from shared.errors import NotYours, Refusal, RoleMayNot, Unknown
from shared.event import Event
from shared.operations import with_operations
from shared.testing.given import Given, act, uuid
from tests.unit.services.intake.ketenstage import ERASURE, ID, SOMEBODY_ELSE, SUBMITTER, by, kept

PERSON: Final = words.PersonId(uuid(SUBMITTER))
OTHER: Final = words.ErasureId(uuid(71))
UNTIL: Final = "2019-04-01T12:15:00.000000Z"
FOUND: Final = Found({f"initiative-{ID}": [uuid(101)], "signal-x": [uuid(102)]}, [uuid(103)])
OPERATOR: Final = 9
WITH_ERASURES: Final = with_operations(CORE)
AT: Final = f"person-{PERSON}"


def ask(
    who: Act | None = None, *, reason: int | None = None, names: bool = False, erasure: words.ErasureId = ERASURE
) -> commands.AskErasure:
    sealed = None if reason is None else kept(reason)
    return commands.AskErasure(act=who or by(), person=PERSON, erasure=erasure, reason=sealed, names_person=names)


def confirm(
    who: Act | None = None, found: Found = FOUND, erasure: words.ErasureId = ERASURE
) -> commands.ConfirmErasure:
    return commands.ConfirmErasure(act=who or by(), person=PERSON, erasure=erasure, found=found)


def asked(role: Role = "submitter", number: int = SUBMITTER, erasure: words.ErasureId = ERASURE) -> events.ErasureAsked:
    reason = kept(5) if role == "operator" else None
    return events.ErasureAsked(erasure=erasure, asked_by=str(act(role, number).actor), confirm_by=UNTIL, reason=reason)


def gone(erasure: words.ErasureId = ERASURE) -> events.PersonErased:
    return events.PersonErased(erasure=erasure, person=PERSON, initiatives=(ID,))


def said(initiative: str | None, *texts: str, rows: tuple[str, ...] | None = None) -> PersonDataErased:
    return PersonDataErased(
        erasure=ERASURE, because="person-erased", person=PERSON, initiative_id=initiative, texts=texts, rows=rows
    )


def given(*facts: Event) -> Given:
    return Given(WITH_ERASURES, {AT: facts})


class TestAsking:
    @pytest.mark.parametrize("role", [role for role in ROLES if role != "system"])
    def test_anybody_asks_it_of_themselves(self, role: Role) -> None:
        """In whatever role they are known here, without saying why; they have a quarter of an hour."""
        given().when(ask(act(role, SUBMITTER))).then([asked(role).model_copy(update={"reason": None})])

    @pytest.mark.parametrize("role", ["submitter", "adviser", "auditor", "partner"])
    def test_nobody_asks_it_of_somebody_else(self, role: Role) -> None:
        """That is for an operator, who was asked it."""
        given().when(ask(act(role, SOMEBODY_ELSE), reason=5)).refused_with(NotYours)

    def test_an_operator_says_why(self) -> None:
        """What an operator does with others' data is accounted for."""
        given().when(ask(act("operator", OPERATOR), reason=5)).then([asked("operator", OPERATOR)])
        given().when(ask(act("operator", OPERATOR))).refused_with(errors.ReasonNeeded)

    def test_the_reason_of_an_operator_does_not_name_the_person(self) -> None:
        """It stays when they go."""
        given().when(ask(act("operator", OPERATOR), reason=5, names=True)).refused_with(errors.ReasonNamesPerson)

    def test_ones_own_reason_may(self) -> None:
        """It goes with them."""
        said = asked().model_copy(update={"reason": kept(5)})
        given().when(ask(reason=5, names=True)).then([said])

    @pytest.mark.parametrize("facts", [[asked()], [asked(), gone()]], ids=["asked", "erased"])
    def test_it_may_be_asked_anew(self, facts: list[Event]) -> None:
        """Whoever let it lapse, or came back after they were forgotten."""
        given(*facts).when(ask(erasure=OTHER)).then([asked(erasure=OTHER)])


class TestConfirming:
    def test_all_that_is_here_goes(self) -> None:
        """Everybody hears who is forgotten and of which initiatives; what went here is recorded in the same turn."""
        given(asked()).when(confirm()).then(
            {
                AT: [gone()],
                f"erasure-{ERASURE}": [said(ID, uuid(101)), said(None, uuid(102)), said(None, rows=(uuid(103),))],
            }
        )

    def test_where_nothing_is_known_others_hear_it_all_the_same(self) -> None:
        """Another service may have something."""
        told = gone().model_copy(update={"initiatives": ()})
        given(asked()).when(confirm(found=Found())).then({AT: [told], f"erasure-{ERASURE}": [said(None)]})

    @pytest.mark.parametrize(
        ("facts", "refusal"),
        [
            ([], Unknown),
            ([asked(erasure=OTHER)], Unknown),
            ([asked(), asked(erasure=OTHER)], Unknown),
            ([asked(), gone(), asked(erasure=OTHER)], Unknown),
            ([asked(), gone()], errors.AlreadyErased),
        ],
        ids=["never asked", "another asked", "replaced", "done, and another asked", "done"],
    )
    def test_only_what_was_asked_last_is_confirmed(self, facts: list[Event], refusal: type[Refusal]) -> None:
        """And once."""
        given(*facts).when(confirm()).refused_with(refusal)

    @pytest.mark.parametrize(
        ("first", "then"),
        [
            (asked(), act("operator", OPERATOR)),
            (asked("operator", OPERATOR), by()),
            (asked("operator", OPERATOR), act("operator", OPERATOR + 1)),
            (asked(), act("adviser", SUBMITTER)),
        ],
        ids=["asked by the person", "asked for the person", "by another operator", "in another role"],
    )
    def test_who_asked_confirms(self, first: events.ErasureAsked, then: Act) -> None:
        """They saw what will go."""
        given(first).when(confirm(then)).refused_with(NotYours)

    def test_somebody_else_does_not(self) -> None:
        """Not even knowing its id."""
        given(asked()).when(confirm(by(SOMEBODY_ELSE))).refused_with(NotYours)

    @pytest.mark.parametrize(("minutes", "late"), [(14, False), (15, True), (60, True)])
    def test_it_is_confirmed_in_time(self, minutes: int, late: bool) -> None:
        """By then what they saw may have become more."""
        outcome = given(asked()).when(confirm(act("submitter", SUBMITTER, minutes=minutes)))
        assert isinstance(outcome.refusal, errors.ErasureLapsed) is late

    def test_the_system_forgets_nobody_by_itself(self) -> None:
        """Only when a term is over, and then by another fact."""
        given(asked()).when(confirm(act("system"))).refused_with(RoleMayNot)
        given().when(ask(act("system"))).refused_with(RoleMayNot)
