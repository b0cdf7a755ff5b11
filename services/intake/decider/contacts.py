"""Whom people may call: the submitter's own address at once, somebody else's when its owner agreed to be named."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from services.intake import commands, errors, events, words
from services.intake.decider.state import Asked, Confirmed, Contact, Contacts, Own, Removed, Standing
from shared.envelope import timestamp
from shared.event import Kept

Facts = list[events.InitiativeEvent]
Named = Sequence[commands.Named]
UNWILLING: Final[frozenset[words.Removal]] = frozenset({"declined", "lapsed"})
"""Why somebody is named no more who was asked and did not agree."""
TERM: Final = timedelta(days=14)
"""How long whoever has an address may take to agree; after that it counts as declined."""


def each_once(addresses: Sequence[words.Address]) -> None:
    """Refuse a person who is named twice."""
    if len(set(addresses)) < len(addresses):
        raise errors.ContactNamedTwice(
            "Two of these contact persons have the same e-mail address. Nothing was changed; name each person once."
        )


def named(command: commands.Revise, before: Contacts) -> Named:
    """Who is named after a revision, who stays included. Refuses a person who is named twice."""
    stay = [commands.Named(each.kept, command.addresses.get(each.kept.ref, _of_nobody(each.kept))) for each in before]
    contact = command.contact or stay[0]
    every = [contact, *(stay[1:] if command.contacts is None else command.contacts)]
    each_once([each.address for each in every])
    return every


def _of_nobody(kept: Kept) -> words.Address:
    """The address of who was forgotten: like no other."""
    return words.Address(kept.ref)


def different(after: Named, before: Contacts) -> dict[str, object]:
    """The fields in which others are named than before."""
    contact, *others = (each.kept for each in after)
    changed: dict[str, object] = {} if contact == before[0].kept else {"contact": contact}
    return changed if others == [each.kept for each in before[1:]] else changed | {"contacts": tuple(others)}


def own_as_known(command: commands.Revise, after: Named, before: Contacts) -> None:
    """Refuse an address said to be the submitter's own that was somebody else's, or may have been.

    The address of who did not agree was forgotten with them: any that is new may be that very one. `before` are all
    who are, or were, named.
    """
    refs = {each.kept.ref for each in before}
    claimed = {each.address for each in after if each.own and each.kept.ref not in refs}
    others = claimed & _addresses(command, before, Asked, Confirmed)
    unknown = claimed - _addresses(command, before, Own)
    if others or (unknown and any(map(_unwilling, before))):
        raise errors.AddressToBeConfirmed(
            "This address is, or may be, that of somebody who was named here as another than the submitter, so its "
            "owner confirms it first. Nothing was changed; name it with own: false, and whoever has it is asked."
        )


def _addresses(command: commands.Revise, before: Contacts, *standing: type[Standing]) -> set[words.Address]:
    """Whose standing is one of these, as far as their address is known."""
    found = (command.addresses.get(each.kept.ref) for each in before if isinstance(each.standing, standing))
    return {address for address in found if address is not None}


def _unwilling(contact: Contact) -> bool:
    return isinstance(contact.standing, Removed) and contact.standing.because in UNWILLING


def never_own(command: commands.Revise, after: Named, before: Contacts) -> list[str]:
    """Entries told as the submitter's own of an address that is now said to be somebody else's."""
    refs, others = {each.kept.ref for each in after}, {each.address for each in after if not each.own}
    told_as_own = [each.kept.ref for each in before if isinstance(each.standing, Own) and each.kept.ref not in refs]
    return [ref for ref in told_as_own if command.addresses.get(ref) in others]


def asks(command: commands.Submit | commands.Revise, after: Named, before: Contacts, never_own: Sequence[str]) -> Facts:
    """What follows from naming these: who had not agreed and is named no more is forgotten, who is new is asked.

    `never_own` are forgotten with them: nobody agreed to those either.
    """
    asked = waiting(before)
    known = {each.kept.ref for each in before if not isinstance(each.standing, Own)}
    refs = {each.kept.ref for each in after}
    new = [each.kept.ref for each in after if not each.own and each.kept.ref not in known]
    until = timestamp(command.act.now + TERM)
    deadline = min([by for ref, by in asked.items() if ref in refs] + [until for _ in new], default=None)
    return [
        *(removed(ref, "replaced", deadline) for ref in (*asked, *never_own) if ref not in refs),
        *(
            events.ContactConfirmationAsked(contact=words.ContactRef(ref), confirm_by=until, next_deadline=deadline)
            for ref in new
        ),
    ]


def waiting(contacts: Contacts) -> dict[str, str]:
    """Until when each has time to answer that was asked and did not."""
    return {each.kept.ref: each.standing.confirm_by for each in contacts if isinstance(each.standing, Asked)}


def removed(ref: str, because: words.Removal, deadline: str | None) -> events.ContactRemoved:
    return events.ContactRemoved(contact=words.ContactRef(ref), because=because, next_deadline=deadline)
