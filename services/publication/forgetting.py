"""What goes with a fact of publication: the details of a contact person who does not agree, or agreed to others."""

from collections.abc import Iterable

from services.publication import events
from shared import vault
from shared.projection import Change
from shared.turn import Recorded


def forgets(fact: Recorded) -> Iterable[Change]:
    """The texts of a withdrawn consent or approval, or that others replace: nobody needs them any more."""
    match fact.event:
        case events.ConsentWithdrawn(texts=texts) | events.ApprovalWithdrawn(texts=texts):
            pass
        case events.ArticleApproved(replaces=replaced):
            texts = replaced or ()
        case _:
            return ()
    return [vault.forgotten(each.ref, fact.time) for each in texts]
