"""Whatever is asked, in whatever order: only refusals, and what must hold keeps holding."""

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings

from services.publication import commands, events
from services.publication.decider import CORE
from services.publication.decider.meeting import Planned
from services.publication.decider.story import Appointed, Open, Published, Withdrawn, without
from services.publication.digest import article_digest
from services.publication.events.parts import OfArticle, RestsOn
from shared.decider import Command
from shared.errors import Refusal
from shared.event import Event
from shared.testing.given import fold
from tests.unit.services.publication.asked import NEWEST, anything, histories, road, undone_and_done_again
from tests.unit.services.publication.koplopers import OTHER_STORY, STORY

KOPLOPER = (
    events.ArticleCorrected,
    events.KoploperInvited,
    events.InvitationAnswered,
    events.KoploperNominated,
    events.KoploperAppointed,
    events.PodiumAppearanceRecorded,
    events.ElementAdopted,
    events.ChannelPublished,
)
Histories = dict[str, list[Event]]
AFTER_AN_END = (
    events.WithdrawalNotedByPublication,
    events.ArticleWithdrawn,
    events.ChannelWithdrawn,
    events.ChannelFailed,
    events.ConsentWithdrawn,
)
"""What is still done with a story that ended: it leaves the channels that carried it, and consent is withdrawn."""


def play(history: Sequence[Command]) -> Histories:
    """The facts per stream after all of `history`; each state as it grew is the state of a replay."""
    facts: Histories = {}
    states: dict[str, object] = {}
    for asked in history:
        command = meant(asked, facts)
        before = [states.get(stream, CORE.decider(stream).initial) for stream in command.streams]
        try:
            decided = CORE.decide(command, before)
        except Refusal:
            assert command.act.actor.role != "system", "a reaction never refuses"
            continue
        assert any(decided) or command.act.actor.role == "system", "a person's act is a fact or a refusal"
        for stream, state, added in zip(command.streams, before, decided, strict=False):
            for fact in added:
                state = CORE.decider(stream).evolve(state, fact)
                facts.setdefault(stream, []).append(fact)
            states[stream] = state
    for stream, grown in facts.items():
        assert fold(CORE, stream, grown) == states[stream]
        assert fold(CORE, stream, [stored(fact) for fact in grown]) == states[stream]
    return facts


def meant(command: Command, facts: Histories) -> Command:
    """The command with the newest draft's version where it stands for that, and with what others call their texts."""
    if isinstance(command, commands.NoteSubmission | commands.NoteRevision):
        return replace(command, submission_digest=digest(command.submission_version))
    if isinstance(command, commands.NoteClearance):
        return replace(command, policy_digest=digest(99))
    if (
        not isinstance(command, commands.Approve | commands.WithdrawApproval | commands.Publish | commands.Correct)
        or command.draft_version != NEWEST
    ):
        return command
    written = [fact for fact in facts.get(command.streams[0], []) if isinstance(fact, events.ArticleDrafted)]
    return replace(command, draft_version=written[-1].draft_version) if written else command


def digest(number: int) -> str:
    """What others call a text of theirs."""
    return f"{number:064x}"


def stored(fact: Event) -> Event:
    """The fact as its bytes say it."""
    return CORE.types.load(fact.event_type, fact.model_dump(mode="json", by_alias=True, exclude_none=True))


@settings(max_examples=2 * settings().max_examples)
@given(histories() | anything)
def test_any_commands_in_any_order(history: list[Command]) -> None:
    """Nothing but refusals, a replay gives the same state, and each stream holds what must hold."""
    histories = play(history)
    seats_are_of_those_invited(histories)
    for stream, facts in histories.items():
        if stream.startswith("meeting"):
            seats_within_capacity(facts)
        else:
            drafts_carry_their_sequence(facts)
            published_with_both_approvals(facts)
            decided_on_what_was_seen(facts)
            nothing_moves_after_an_end(facts)
            a_withdrawal_takes_back(facts)
            told_as_it_is(facts)
            once_each(facts)
            named_step_by_step(facts)
            nominated_where_invited(facts)


def seats_within_capacity(facts: Sequence[Event]) -> None:
    taken: set[str] = set()
    [capacity] = [fact.capacity for fact in facts if isinstance(fact, events.MeetingPlanned)]
    for fact in facts:
        if isinstance(fact, events.SeatReserved):
            assert fact.initiative_id not in taken
            taken.add(fact.initiative_id)
        if isinstance(fact, events.SeatReleased):
            taken.remove(fact.initiative_id)
        assert len(taken) <= capacity


def drafts_carry_their_sequence(facts: Sequence[Event]) -> None:
    for sequence, fact in enumerate(facts, start=1):
        if isinstance(fact, events.ArticleDrafted):
            assert fact.draft_version == sequence


def decided_on_what_was_seen(facts: Sequence[Event]) -> None:
    """Whatever names a draft carries the digest of what that says; what it rests on, the digests of others' texts."""
    said: dict[int, str] = {}
    for fact in facts:
        if isinstance(fact, events.ArticleDrafted):
            said[fact.draft_version] = article_digest(fact.title, fact.intro, fact.body)
        if isinstance(fact, OfArticle):
            assert fact.article_digest == said[fact.draft_version]
        if isinstance(fact, RestsOn):
            assert fact.submission_version is not None
            assert fact.submission_digest == digest(fact.submission_version)
            assert (fact.policy_version, fact.policy_digest) == ("2019-03", digest(99))


def published_with_both_approvals(facts: Sequence[Event]) -> None:
    """The newest draft went out, with its contact person's approval and an editor's who did not write it, as they
    stood at that moment; only what a contact person withdrew leaves what is out without anybody's approval."""
    agreed: dict[events.Approver, events.ArticleApproved] = {}
    draft, out, withdrawn = None, None, None
    for fact in facts:
        match fact:
            case events.ArticleDrafted():
                draft, agreed = fact, {}
            case events.ArticleApproved(by=by):
                assert by == "contact" or fact.approver != (draft and draft.author)
                agreed[by] = fact
            case events.ApprovalWithdrawn(by=by):
                del agreed[by]
            case events.ArticleWithdrawn(replaces=None):
                agreed = {}
            case events.ConsentWithdrawn():
                if before := agreed.get("contact"):
                    left = without(before.published or events.PublishedContact(), fact)
                    agreed["contact"] = before.model_copy(update={"published": left})
            case events.ArticleCorrected() if withdrawn is not None and out is not None:
                assert fact.contact == without(out.contact, withdrawn) != out.contact
                assert (fact.body, fact.draft_version) == (out.body, out.draft_version)
            case events.ArticlePublished() | events.ArticleCorrected():
                assert draft is not None
                assert (fact.body, fact.draft_version) == (draft.body, draft.draft_version)
                assert set(agreed) == {"editor", "contact"}
                assert agreed["contact"].published == fact.contact
            case _:
                pass
        if isinstance(fact, events.ArticlePublished | events.ArticleCorrected):
            assert fact.published_version == 1 + (0 if out is None else out.published_version)
            out = fact
        withdrawn = fact if isinstance(fact, events.ConsentWithdrawn) else None


def nothing_moves_after_an_end(facts: Sequence[Event]) -> None:
    """Behind a withdrawal by the submitter; and no Koploper goes on while its article is not out."""
    ended = [index for index, fact in enumerate(facts) if isinstance(fact, events.WithdrawalNotedByPublication)]
    assert all(isinstance(fact, AFTER_AN_END) for fact in facts[ended[0] :]) if ended else True
    is_out = False
    for fact in facts:
        if isinstance(fact, events.ArticlePublished | events.ArticleWithdrawn):
            is_out = isinstance(fact, events.ArticlePublished)
        assert is_out or not isinstance(fact, KOPLOPER)


def a_withdrawal_takes_back(facts: Sequence[Event]) -> None:
    """What was published goes once, before it is published anew; and it is gone at the end of a withdrawn story."""
    kinds = [type(fact) for fact in facts if not (isinstance(fact, events.ArticleWithdrawn) and fact.replaces)]
    order = [kind for kind in kinds if kind in {events.ArticlePublished, events.ArticleWithdrawn}]
    assert order == [events.ArticlePublished, events.ArticleWithdrawn] * (len(order) // 2) + [
        events.ArticlePublished
    ] * (len(order) % 2)
    if events.WithdrawalNotedByPublication in kinds:
        assert len(order) % 2 == 0


def told_as_it_is(facts: Sequence[Event]) -> None:
    """Each notice takes the place of the one before; the last tells what is undone, or who withdrew it."""
    told: events.WithdrawnBy | None = None
    for fact in facts:
        if isinstance(fact, events.ArticleWithdrawn):
            assert fact.replaces == told != fact.reason
            told = fact.reason
        if isinstance(fact, events.ArticlePublished):
            told = None
    state = fold(CORE, commands.story_stream(STORY), facts)
    if isinstance(state, Open):
        assert state.before.told == told
        assert told is None or told == (state.heard.undone or "to-agree-anew")
    if isinstance(state, Withdrawn):
        assert told in {None, "withdrawn-by-submitter", "withdrawn-by-editor"}
        assert state.outdated is None


def once_each(facts: Sequence[Event]) -> None:
    kinds = [type(fact) for fact in facts]
    for kind in (
        events.SubmissionNotedByPublication,
        events.WithdrawalNotedByPublication,
        events.StoryOpened,
    ):
        assert kinds.count(kind) <= 1
    told = [fact for fact in facts if isinstance(fact, events.PodiumAppearanceRecorded | events.ElementAdopted)]
    assert len(told) == len(set(told))
    editions = [fact.edition for fact in facts if isinstance(fact, events.ToolkitSent)]
    assert len(editions) == len(set(editions))
    assert not editions or events.KoploperAppointed in kinds


NAMING: dict[tuple[type[Event], str], str] = {
    (events.KoploperNominated, ""): "nominated",
    (events.NominationReversed, "nominated"): "",
    (events.KoploperAppointed, "nominated"): "appointed",
    (events.AppointmentReversed, "appointed"): "nominated",
}
"""How far a Koploper comes by a fact, from where it was: no step is passed over, forwards or back."""


def named_step_by_step(facts: Sequence[Event]) -> None:
    kinds = {kind for kind, _ in NAMING}
    standing, at = "", None
    for fact, after in zip(facts, [*facts[1:], None], strict=True):
        if isinstance(fact, events.InvitationLapsed):
            assert fact.nominated == isinstance(after, events.NominationReversed)
        if type(fact) in kinds:
            there = getattr(fact, "meeting_id")  # noqa: B009 - each of these kinds has it
            assert at in {None, there}
            standing = NAMING[type(fact), standing]
            at = there if standing else None


def nominated_where_invited(facts: Sequence[Event]) -> None:
    for index, fact in enumerate(facts):
        if isinstance(fact, events.KoploperNominated):
            here = [
                _became(before)
                for before in facts[:index]
                if isinstance(before, events.KoploperInvited | events.InvitationAnswered | events.InvitationLapsed)
                and before.meeting_id == fact.meeting_id
            ]
            assert here[-1] in {"invited", "accepted"}
        if isinstance(fact, events.KoploperAppointed):
            named = [before for before in facts[:index] if isinstance(before, events.KoploperNominated)]
            assert named[-1].meeting_id == fact.meeting_id


def _became(fact: events.KoploperInvited | events.InvitationAnswered | events.InvitationLapsed) -> str:
    """What a fact makes of an invitation."""
    match fact:
        case events.KoploperInvited():
            return "invited"
        case events.InvitationAnswered():
            return fact.answer
        case events.InvitationLapsed():
            return "lapsed"


def seats_are_of_those_invited(history: Histories) -> None:
    """At a meeting to come a Koploper has a seat exactly while its invitation stands."""
    halls = {stream: fold(CORE, stream, facts) for stream, facts in history.items() if stream.startswith("meeting")}
    for story in (STORY, OTHER_STORY):
        koploper = fold(CORE, commands.story_stream(story), history.get(commands.story_stream(story), []))
        if not isinstance(koploper, Published):
            continue
        invitations = {commands.meeting_stream(each): told for each, told in koploper.invitations.items()}
        for stream, hall in halls.items():
            if isinstance(hall, Planned):
                assert (story in hall.seats) == (stream in invitations and invitations[stream].stands)


def _newest_publication(facts: Sequence[Event]) -> int:
    return max(index for index, fact in enumerate(facts) if isinstance(fact, events.ArticlePublished))


def test_what_was_undone_can_be_done_again() -> None:
    """Undisturbed, an article that went for a reversal is out anew, and its Koploper is what it was."""
    facts = play([*road(STORY), *undone_and_done_again(STORY)])[commands.story_stream(STORY)]
    assert isinstance(facts[-1], events.ArticlePublished)
    assert facts[-1].published_version == 3
    assert isinstance(fold(CORE, commands.story_stream(STORY), facts).standing, Appointed)


def test_the_road_leads_to_an_appointment() -> None:
    """Undisturbed, the road that the random histories start from is gone to its end: named, and sent the toolkit."""
    *_, named, sent = play(road(STORY))[commands.story_stream(STORY)]
    assert (type(named), type(sent)) == (events.KoploperAppointed, events.ToolkitSent)
