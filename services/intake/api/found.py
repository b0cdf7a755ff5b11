"""How signals and tips are shown: to the office whole, to a tipper the own tip and where it stands."""

from collections.abc import Sequence
from typing import Any, Final, Literal

from fastapi import Response
from sqlalchemy import ColumnElement, Connection, Select, false, not_, true

from services.intake import projections, sameness, telling, words
from shared import shut
from shared.actor import Actor
from shared.clock import name_based
from shared.event import Kept
from shared.service import Service
from shared.store.store import AnyRow, named
from shared.web.listing import Shown, item
from shared.web.reader import sight

Kind = words.SignalKind | Literal["tip"]
ABSENT: Final = "There is no such signal or tip that you may see. Check the id, and who you are."


class SignalItem(Shown):
    """A signal in a list; `kind` is `tip` where nobody of the office recorded it, `origin` that of its initiative.

    `keptUntil` is until when who tipped and who was approached are known of what was set aside; `personsForgottenAt`
    when they were forgotten, with what they had told until then.
    """

    id: str
    state: words.SignalState
    kind: Kind
    source: str | None
    link: str | None
    organisation: str
    region: str | None
    seen_on: str | None
    recorded_at: str
    tips: int
    approaches: int
    initiative_id: str | None
    origin: words.Origin | None
    kept_until: str | None
    persons_forgotten_at: str | None


class Approach(Shown):
    """When and how the organisation was approached; whom, and what was noted, the vault has."""

    adviser: str
    date: str
    channel: words.Channel
    outcome: words.Reply
    whom: Kept
    note: Kept | None
    recorded_at: str


class SetAside(Shown):
    """Who left it at that, and when; why, the vault has."""

    by: str
    at: str
    reason: Kept


class OneTip(Shown):
    """What somebody told; `tipper` is null where nobody said who."""

    tipper: str | None
    organisation: str
    link: str | None
    region: str | None
    about: Kept
    contact: Kept | None
    tipped_at: str


class Signal(SignalItem):
    """A signal with all that came of it."""

    recorded_by: str | None
    note: Kept | None
    approached: list[Approach]
    tipped: list[OneTip]
    set_aside: SetAside | None
    taken_up_at: str | None
    changed_at: str


class Standing(Shown):
    """Where a tip stands: all that is told to who does not say who they are."""

    id: str
    standing: telling.Standing


class Tip(Standing):
    """What was tipped and where it stands, with what each tipper told that may be seen."""

    organisation: str
    link: str | None
    region: str | None
    recorded_at: str
    initiative_id: str | None
    tipped: list[OneTip]


def signal_id(service: Service, link: str, organisation: str) -> words.SignalId:
    """The id of what is the same: two who record it meet in one stream, whose version lets only one be the first."""
    return words.SignalId(name_based(service.secret, f"signal {sameness.key(link, organisation)}"))


def signal_item(row: AnyRow) -> SignalItem:
    return SignalItem.model_validate(named(row))


def signal(connection: Connection, row: AnyRow) -> Signal:
    """All there is of a signal, for the office."""
    approached = [Approach.model_validate(named(each)) for each in projections.approaches(connection, row.id)]
    tipped = projections.tips(connection, [row], true())[row.id]
    return Signal.model_validate({**named(row), "approached": approached, "tipped": _shown(tipped)})


def signals_seen(actor: Actor | None) -> ColumnElement[bool]:
    """Which signals an actor sees: the office those whose initiative is not shut to them, others none."""
    return open_to(actor) if sight(actor) == "office" else false()


def open_to(actor: Actor | None) -> ColumnElement[bool]:
    """Which signals led to nothing that is shut to an actor."""
    if shut.person(actor) is None:
        return true()
    return not_(projections.leads_to(lambda initiative_id: not_(shut.open_to(actor, initiative_id))))


def tips_seen(actor: Actor | None) -> ColumnElement[bool]:
    """Which tips an actor sees of a signal: the office all, who tipped the own ones, the public none."""
    if sight(actor) == "office":
        return true()
    return false() if actor is None else projections.tip.c.tipper == str(actor)


def tips(connection: Connection, rows: Sequence[AnyRow], seen: ColumnElement[bool]) -> list[Tip]:
    """Signals as who tipped them sees them: where each stands, and the tips that may be seen."""
    stand, told = projections.standings(connection, rows), projections.tips(connection, rows, seen)
    return [
        Tip.model_validate({**named(row), "standing": stand[row.id], "tipped": _shown(told[row.id])}) for row in rows
    ]


def tipped(actor: Actor | None) -> Select[*tuple[Any, ...]]:
    """The tips that an actor sees: the office all as signals, who tipped the own ones as they told them."""
    if sight(actor) == "office":
        return projections.tipped(true()).where(open_to(actor))
    return projections.own_tips(str(actor)).where(true() if actor is not None else false())


def tip(connection: Connection, id: str, actor: Actor | None, response: Response) -> Tip | None:
    """A signal as one who tipped it sees it, or the office; None for all others."""
    row = connection.execute(tipped(actor).where(projections.signal.c.id == id)).one_or_none()
    return None if row is None else tips(connection, [item(row, response, ABSENT)], tips_seen(actor))[0]


def standing(connection: Connection, id: str, actor: Actor | None, response: Response) -> Standing:
    """Where it stands what somebody tipped without a name, who has nothing but its address; raises Unknown."""
    nameless = projections.tip.c.tipper.is_(None)
    row = item(projections.one_tipped(connection, id, nameless, open_to(actor)), response, ABSENT)
    return Standing(id=row.id, standing=projections.standings(connection, [row])[row.id])


def _shown(tips: Sequence[AnyRow]) -> list[OneTip]:
    return [OneTip.model_validate(named(each)) for each in tips]
